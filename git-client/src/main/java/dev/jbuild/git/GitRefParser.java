// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Fragment and query of a git URL → {@link GitRef}. */
final class GitRefParser {
  private static final Set<String> KEYS =
      Set.of(
          "ref",
          "tag",
          "branch",
          "subdir",
          "checksum",
          "commit",
          "keep-git-dir",
          "submodules",
          "mtime",
          "fetch-by-commit");
  private static final Set<String> SWITCHES =
      Set.of("keep-git-dir", "submodules", "fetch-by-commit");

  private final Map<String, String> query;

  private GitRefParser(Map<String, String> query) {
    this.query = query;
  }

  static GitRef parse(GitUrl url) {
    return new GitRefParser(url.query().map(GitRefParser::query).orElse(Map.of())).ref(url);
  }

  private GitRef ref(GitUrl url) {
    String fragment = url.fragment().orElse("");
    int colon = fragment.indexOf(':');
    Optional<String> ref = nonEmpty(colon < 0 ? fragment : fragment.substring(0, colon));
    Optional<String> subdir = nonEmpty(colon < 0 ? "" : fragment.substring(colon + 1));
    ref = same("ref", ref, value("ref"));
    ref = same("ref", ref, value("tag").map(t -> full("refs/tags/", t)));
    if (value("tag").isPresent() && value("branch").isPresent()) {
      throw new IllegalArgumentException("branch conflicts with tag");
    }
    ref = same("ref", ref, value("branch").map(b -> full("refs/heads/", b)));
    Optional<String> checksum = same("checksum", value("checksum"), value("commit"));
    boolean fetchByCommit = yesNo("fetch-by-commit").orElse(false);
    if (fetchByCommit && checksum.isEmpty()) {
      throw new IllegalArgumentException("fetch-by-commit needs checksum=, the commit");
    }
    return new GitRef(
        url.remote(),
        shortName(url.remote()),
        ref.or(() -> checksum.filter(c -> !fetchByCommit)),
        same("subdir", subdir, value("subdir")),
        checksum,
        checked("mtime", Set.of("commit", "checkout")::contains),
        yesNo("keep-git-dir"),
        yesNo("submodules"),
        fetchByCommit,
        url.likeLocalPath());
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = decoded(equals < 0 ? pair : pair.substring(0, equals));
      String value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
      if (pair.isEmpty()) {
        continue;
      }
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException("unexpected query \"" + key + "\" in a git URL");
      }
      if (value.isEmpty() && !SWITCHES.contains(key)) {
        throw new IllegalArgumentException("query \"" + key + "\" has no value");
      }
      if (query.put(key, value) != null) {
        throw new IllegalArgumentException("query \"" + key + "\" has several values");
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private Optional<String> value(String key) {
    return Optional.ofNullable(query.get(key));
  }

  private Optional<String> checked(String key, Function<String, Boolean> isValid) {
    value(key)
        .filter(v -> !isValid.apply(v))
        .ifPresent(
            v -> {
              throw new IllegalArgumentException("invalid " + key + " value: \"" + v + "\"");
            });
    return value(key);
  }

  /** As Go's strconv.ParseBool; without a value it is on. */
  private Optional<Boolean> yesNo(String key) {
    List<String> on = List.of("", "1", "t", "T", "true", "TRUE", "True");
    List<String> off = List.of("0", "f", "F", "false", "FALSE", "False");
    return checked(key, v -> on.contains(v) || off.contains(v)).map(on::contains);
  }

  private static Optional<String> same(String what, Optional<String> a, Optional<String> b) {
    if (a.isPresent() && b.isPresent() && !a.equals(b)) {
      throw new IllegalArgumentException(
          what + " conflicts: \"" + a.get() + "\" and \"" + b.get() + "\"");
    }
    return a.or(() -> b);
  }

  private static String full(String prefix, String name) {
    return name.startsWith(prefix) ? name : prefix + name;
  }

  private static Optional<String> nonEmpty(String text) {
    return Optional.of(text).filter(t -> !t.isEmpty());
  }

  private static String shortName(String remote) {
    String last = remote.substring(remote.lastIndexOf('/') + 1);
    return last.endsWith(".git") ? last.substring(0, last.length() - 4) : last;
  }
}
