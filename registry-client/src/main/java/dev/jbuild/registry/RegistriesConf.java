// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What {@code registries.conf} of podman says of registries: {@code [[registry]]} with {@code
 * prefix}, {@code location}, {@code blocked}, {@code insecure} and mirrors. See
 * containers-registries.conf(5). Short names are Docker's: {@code unqualified-search-registries}
 * and aliases are not read.
 */
record RegistriesConf(List<Rule> rules) {
  static final RegistriesConf EMPTY = new RegistriesConf(List.of());

  RegistriesConf {
    rules = List.copyOf(rules);
  }

  /** One {@code [[registry]]}; an empty location means that of the name. */
  record Rule(
      Path file,
      String prefix,
      String location,
      boolean blocked,
      boolean insecure,
      List<Mirror> mirrors) {

    /** {@code prefix} is a host, a host with the first parts of a repository, or {@code *.host}. */
    boolean covers(Reference reference) {
      String name = reference.name();
      if (prefix.startsWith("*.")) {
        return reference.registryHost().endsWith(prefix.substring(1));
      }
      return name.equals(prefix) || name.startsWith(prefix + "/");
    }

    /** The same image where {@code place} stands for the prefix. */
    Reference at(String place, Reference reference) {
      String rest = prefix.startsWith("*.") ? "" : reference.name().substring(prefix.length());
      String repository =
          prefix.startsWith("*.")
              ? reference.repository()
              : rest.startsWith("/") ? rest.substring(1) : rest;
      return reference(place, repository, reference);
    }
  }

  /** One {@code [[registry.mirror]]}; {@code use}: all, digest-only or tag-only. */
  record Mirror(String location, boolean insecure, String use) {
    boolean serves(boolean byDigest) {
      return switch (use) {
        case "digest-only" -> byDigest;
        case "tag-only" -> !byDigest;
        default -> true;
      };
    }
  }

  /** {@code repository} below {@code place}, {@code host[:port][/path]}. */
  static Reference reference(String place, String repository, Reference like) {
    int slash = place.indexOf('/');
    String host = slash < 0 ? place : place.substring(0, slash);
    String path = slash < 0 ? "" : place.substring(slash + 1);
    String name =
        path.isEmpty() ? repository : repository.isEmpty() ? path : path + "/" + repository;
    return new Reference(host, name, like.tag(), like.digest());
  }

  /** The rule with the longest prefix that covers an image. */
  Optional<Rule> rule(Reference reference) {
    return rules.stream()
        .filter(r -> r.covers(reference))
        .max(Comparator.comparingInt(r -> r.prefix().length()));
  }

  boolean isInsecure(String host) {
    for (Rule rule : rules) {
      String place = rule.location().isEmpty() ? rule.prefix() : rule.location();
      if (rule.insecure() && host(place).equals(host)) {
        return true;
      }
      for (Mirror mirror : rule.mirrors()) {
        if (mirror.insecure() && host(mirror.location()).equals(host)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String host(String place) {
    int slash = place.indexOf('/');
    return slash < 0 ? place : place.substring(0, slash);
  }

  /**
   * Those of {@code $CONTAINERS_REGISTRIES_CONF}, else of the user, else of the system, and of the
   * {@code registries.conf.d} beside; none where the environment is empty.
   */
  static RegistriesConf read(Map<String, String> environment) {
    if (environment.isEmpty()) {
      return EMPTY;
    }
    List<Rule> rules = new ArrayList<>();
    String named = environment.getOrDefault("CONTAINERS_REGISTRIES_CONF", "");
    Path user =
        Path.of(environment.getOrDefault("HOME", "/"), ".config/containers/registries.conf");
    Path system = Path.of("/etc/containers/registries.conf");
    Path main = !named.isEmpty() ? Path.of(named) : Files.exists(user) ? user : system;
    if (Files.exists(main)) {
      add(main, rules);
    }
    if (named.isEmpty()) {
      addAll(system.resolveSibling("registries.conf.d"), rules);
      addAll(user.resolveSibling("registries.conf.d"), rules);
    }
    return new RegistriesConf(rules);
  }

  private static void addAll(Path directory, List<Rule> rules) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.conf")) {
      TreeSet<Path> sorted = new TreeSet<>();
      files.forEach(sorted::add);
      sorted.forEach(file -> add(file, rules));
    } catch (IOException e) {
      throw unreadable(directory, Failures.text(e));
    }
  }

  private static void add(Path file, List<Rule> rules) {
    try {
      String text = Files.readString(file);
      // Most systems have a file of comments, and of aliases: then no parser is needed.
      if (text.lines().noneMatch(RegistriesConf::saysSomething)) {
        return;
      }
      for (JsonNode registry : new TomlMapper().readTree(text).path("registry")) {
        rules.add(rule(file, registry));
      }
    } catch (JsonProcessingException e) {
      throw unreadable(file, e.getOriginalMessage());
    } catch (IOException e) {
      throw unreadable(file, Failures.text(e));
    }
  }

  /** Most files have comments only: to make a parser takes as long as the rest of a short build. */
  private static boolean saysSomething(String line) {
    String text = line.strip();
    return text.startsWith("registry")
        || (text.startsWith("[[") && text.substring(2).strip().startsWith("registry"));
  }

  private static Rule rule(Path file, JsonNode registry) {
    List<Mirror> mirrors = new ArrayList<>();
    boolean digestsOnly = registry.path("mirror-by-digest-only").asBoolean();
    for (JsonNode mirror : registry.path("mirror")) {
      mirrors.add(
          new Mirror(
              mirror.path("location").asText(),
              mirror.path("insecure").asBoolean(),
              mirror.path("pull-from-mirror").asText(digestsOnly ? "digest-only" : "all")));
    }
    String location = registry.path("location").asText("");
    String prefix = registry.path("prefix").asText("");
    return new Rule(
        file,
        prefix.isEmpty() ? location : prefix,
        location,
        registry.path("blocked").asBoolean(),
        registry.path("insecure").asBoolean(),
        List.copyOf(mirrors));
  }

  private static RegistryException unreadable(Path file, String why) {
    return new RegistryException(
        RegistryException.Reason.LOCAL, "cannot read " + file + ": " + why);
  }
}
