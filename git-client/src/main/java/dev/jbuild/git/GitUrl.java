// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The parts of a git URL.
 *
 * @param path what a server is asked for, decides whether http means a repository
 * @param likeLocalPath see {@link GitRef#likeLocalPath}
 */
record GitUrl(
    String remote,
    String path,
    Optional<String> query,
    Optional<String> fragment,
    boolean likeLocalPath) {
  private static final String GITHUB = "github.com/";
  private static final List<String> SCHEMES = List.of("http", "https", "ssh", "git");

  /** The parts of {@code text} if it names a repository. */
  static Optional<GitUrl> split(String text) {
    if (text.startsWith("./") || text.startsWith("../")) {
      return Optional.empty();
    }
    int hash = text.indexOf('#');
    Optional<String> fragment = after(text, hash);
    String rest = hash < 0 ? text : text.substring(0, hash);
    int mark = rest.indexOf('?');
    Optional<String> query = after(rest, mark);
    String remote = mark < 0 ? rest : rest.substring(0, mark);
    boolean github = remote.startsWith(GITHUB);
    Optional<String> path = github ? Optional.of(remote) : path(remote);
    return path.map(p -> new GitUrl(remote, p, query, fragment, github));
  }

  private static Optional<String> after(String text, int at) {
    return at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1));
  }

  private static Optional<String> path(String remote) {
    int scheme = remote.indexOf("://");
    if (scheme < 0) {
      return scpPath(remote);
    }
    String name = remote.substring(0, scheme).toLowerCase(Locale.ROOT);
    int slash = remote.indexOf('/', scheme + 3);
    String path = slash < 0 ? "" : remote.substring(slash);
    boolean web = name.startsWith("http");
    boolean repository = SCHEMES.contains(name) && (!web || path.endsWith(".git"));
    return repository ? Optional.of(path) : Optional.empty();
  }

  /** The path of {@code user@host:path}. */
  private static Optional<String> scpPath(String remote) {
    int at = remote.indexOf('@');
    int colon = remote.indexOf(':', at + 1);
    boolean scp =
        at > 0
            && colon > at + 1
            && remote.substring(0, at).chars().allMatch(c -> isLetterOr("-_", c))
            && remote.substring(at + 1, colon).chars().allMatch(c -> isLetterOr("-.", c));
    return scp ? Optional.of(remote.substring(colon + 1)) : Optional.empty();
  }

  private static boolean isLetterOr(String others, int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || others.indexOf(c) >= 0;
  }

  static String withoutSlash(String path) {
    return path.startsWith("/") ? path.substring(1) : path;
  }

  /** Whether a URL is one of a repository elsewhere, whatever its path. */
  static boolean isRemote(String url) {
    int scheme = url.indexOf("://");
    return scheme < 0
        ? scpPath(url).isPresent()
        : SCHEMES.contains(url.substring(0, scheme).toLowerCase(Locale.ROOT));
  }

  /** A URL as it may be kept: without what is a secret in it. */
  static String withoutUser(String url) {
    return redacted(url).replace("***@", "");
  }

  /** A message without the user and password that a URL holds. */
  static String without(String message, String url) {
    String redacted = redacted(url);
    if (redacted.equals(url)) {
      return message;
    }
    int start = url.indexOf("://") + 3;
    String user = url.substring(start, url.length() - (redacted.length() - start - 3));
    return message.replace(user, "***");
  }

  /** A URL without user and password, but for the user of ssh, who is no secret. */
  static String redacted(String url) {
    int scheme = url.indexOf("://");
    if (scheme < 0) {
      return url;
    }
    int end = url.indexOf('/', scheme + 3);
    int at = url.lastIndexOf('@', end < 0 ? url.length() : end);
    if (at < scheme) {
      return url;
    }
    String user = url.substring(scheme + 3, at);
    boolean secret = user.indexOf(':') >= 0 || url.startsWith("http");
    return secret ? url.substring(0, scheme + 3) + "***" + url.substring(at) : url;
  }
}
