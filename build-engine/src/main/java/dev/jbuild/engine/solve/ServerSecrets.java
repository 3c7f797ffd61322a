// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.SecretSource;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Secrets of a build that log in to servers which contexts and sources of ADD are on, by BuildKit's
 * names for them: values of Authorization headers. An empty secret is none.
 */
final class ServerSecrets {
  private static final String WEB_HEADER = "HTTP_AUTH_HEADER_";
  private static final String WEB_TOKEN = "HTTP_AUTH_TOKEN_";
  private static final String GIT_HEADER = "GIT_AUTH_HEADER";
  private static final String GIT_TOKEN = "GIT_AUTH_TOKEN";

  private final Secrets secrets;

  ServerSecrets(Map<String, SecretSource> sources, Map<String, String> environment) {
    // The names of hosts are the same in large letters.
    Map<String, SecretSource> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    byName.putAll(sources);
    this.secrets = new Secrets(byName, environment);
  }

  /** For files of a web server; {@code host} is without port. */
  Optional<String> web(String host) {
    return value(WEB_TOKEN + host).map(t -> "Bearer " + t).or(() -> value(WEB_HEADER + host));
  }

  /** What a message adds of a server that denies a file. */
  static String webAdvice(String url) {
    return server(url).map(s -> advice(WEB_TOKEN + s.getHost())).orElse("");
  }

  /** What a message adds of a server that denies a repository. */
  static String gitAdvice(String url) {
    return server(url)
        .map(s -> s.getPort() < 0 ? s.getHost() : s.getHost() + ":" + s.getPort())
        .map(host -> advice(GIT_TOKEN + "." + host))
        .orElse("");
  }

  private static Optional<URI> server(String url) {
    try {
      return Optional.of(URI.create(url)).filter(uri -> uri.getHost() != null);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String advice(String id) {
    return ": give a token with --secret id=" + id + ",src=FILE";
  }

  /** For repositories; a secret for this {@code host} or {@code host:port} before one for all. */
  Optional<String> git(String host) {
    return gitWith("." + host).or(() -> gitWith(""));
  }

  private Optional<String> gitWith(String suffix) {
    return value(GIT_HEADER + suffix).or(() -> value(GIT_TOKEN + suffix).map(ServerSecrets::basic));
  }

  /** GitHub's name for whoever has a token; other servers take any. */
  private static String basic(String token) {
    byte[] login = ("x-access-token:" + token).getBytes(StandardCharsets.ISO_8859_1);
    return "Basic " + Base64.getEncoder().encodeToString(login);
  }

  /** Without the line end that files have. */
  private Optional<String> value(String id) {
    return secrets
        .value(id)
        .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).strip())
        .filter(text -> !text.isEmpty())
        .map(text -> checked(id, text));
  }

  /** Libraries would refuse other values in messages that hold them. */
  private static String checked(String id, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        throw new BuildException(
            ExitCode.COMMAND_LINE,
            "secret " + id + " can't be sent to a server: it has to be one line of ASCII");
      }
    }
    return text;
  }
}
