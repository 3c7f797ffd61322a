// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.Entitlement;
import dev.jbuild.engine.Grants;
import dev.jbuild.engine.SecretSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads {@code --secret}, {@code --ssh} and {@code --allow}. */
final class GrantsParser {
  private static final List<String> SECRET_KEYS = List.of("id", "src", "source", "env", "type");

  private final Session session;

  GrantsParser(Session session) {
    this.session = session;
  }

  Grants parse(Arguments arguments) {
    Map<String, SecretSource> secrets = new LinkedHashMap<>();
    arguments.all(Flags.SECRET).forEach(text -> secret(text, secrets));
    Map<String, List<Path>> agents = new LinkedHashMap<>();
    arguments.all(Flags.SSH).forEach(text -> agent(text, agents));
    Set<Entitlement> allowed = EnumSet.noneOf(Entitlement.class);
    for (String text : arguments.all(Flags.ALLOW)) {
      for (String name : text.split(",", -1)) {
        allowed.add(entitlement(name));
      }
    }
    return new Grants(secrets, agents, allowed);
  }

  private static Entitlement entitlement(String name) {
    try {
      return Entitlement.parse(name);
    } catch (IllegalArgumentException e) {
      throw CommandLineError.of("flag --allow: " + e.getMessage());
    }
  }

  private void secret(String text, Map<String, SecretSource> secrets) {
    Map<String, String> keys = new LinkedHashMap<>();
    for (String field : CommaFields.of("--secret", text)) {
      int equals = field.indexOf('=');
      String key = (equals < 0 ? field : field.substring(0, equals)).toLowerCase(Locale.ROOT);
      if (!SECRET_KEYS.contains(key)) {
        throw wrong("--secret", text, "unknown key " + key + ", known are id, src, env and type");
      }
      if (equals < 0 || equals == field.length() - 1) {
        throw wrong("--secret", text, "key " + key + " has no value");
      }
      keys.put(key.equals("source") ? "src" : key, field.substring(equals + 1));
    }
    String id = keys.getOrDefault("id", "");
    if (id.isEmpty()) {
      throw wrong("--secret", text, "it has no id");
    }
    secrets.put(id, source(text, id, keys));
  }

  /** As docker buildx: an id alone is a variable of that name, else a file. */
  private SecretSource source(String text, String id, Map<String, String> keys) {
    String type = keys.getOrDefault("type", "");
    if (!List.of("", "file", "env").contains(type)) {
      throw wrong("--secret", text, "type is file or env, not " + type);
    }
    String env = keys.getOrDefault("env", "");
    String src = keys.getOrDefault("src", "");
    if (type.equals("env") && env.isEmpty()) {
      env = src;
      src = "";
    }
    if (!env.isEmpty() && !src.isEmpty()) {
      throw wrong("--secret", text, "it has both src and env");
    }
    boolean variable = !env.isEmpty() || (src.isEmpty() && !type.equals("file") && isSet(id));
    if (variable) {
      String name = env.isEmpty() ? id : env;
      if (!isSet(name)) {
        throw wrong("--secret", text, name + " is not set in the environment");
      }
      return new SecretSource.Variable(name);
    }
    return new SecretSource.File(existing("--secret", text, src.isEmpty() ? id : src));
  }

  private boolean isSet(String name) {
    return session.environment().containsKey(name);
  }

  private void agent(String text, Map<String, List<Path>> agents) {
    int equals = text.indexOf('=');
    String id = equals < 0 ? text : text.substring(0, equals);
    if (id.isEmpty()) {
      throw wrong("--ssh", text, "it has no id, as in default");
    }
    List<Path> paths = new ArrayList<>();
    if (equals >= 0 && equals < text.length() - 1) {
      for (String path : text.substring(equals + 1).split(",", -1)) {
        paths.add(existing("--ssh", text, path));
      }
    } else if (session.variable("SSH_AUTH_SOCK").isEmpty()) {
      throw wrong("--ssh", text, "it means the agent of $SSH_AUTH_SOCK, which is not set");
    }
    agents.put(id, List.copyOf(paths));
  }

  private static Path existing(String flag, String text, String path) {
    Path file = Path.of(path).toAbsolutePath();
    if (!Files.exists(file)) {
      throw wrong(flag, text, "file " + path + " does not exist");
    }
    if (Files.isDirectory(file)) {
      throw wrong(flag, text, path + " is a directory");
    }
    return file;
  }

  private static BuildException wrong(String flag, String text, String reason) {
    return CommandLineError.of("flag " + flag + " \"" + text + "\": " + reason);
  }
}
