// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a token is wanted for: actions by resource, {@code repository:library/app} → {@code pull}.
 *
 * <p>See the distribution token specification, "Token scope". Equal scopes share a token.
 */
record Scopes(SortedMap<String, SortedSet<String>> actions) {

  static Scopes pull(String repository) {
    return of("repository:" + repository + ":pull");
  }

  static Scopes push(String repository) {
    return of("repository:" + repository + ":pull,push");
  }

  private static Scopes of(String scopes) {
    return new Scopes(new TreeMap<>()).plus(scopes);
  }

  /** These and those of a challenge: {@code repository:a:pull,push repository:b:pull}. */
  Scopes plus(String scopes) {
    SortedMap<String, SortedSet<String>> union = new TreeMap<>();
    actions.forEach((resource, set) -> union.put(resource, new TreeSet<>(set)));
    for (String scope : scopes.trim().split(" +", -1)) {
      int colon = scope.lastIndexOf(':');
      if (colon > 0) {
        union
            .computeIfAbsent(scope.substring(0, colon), r -> new TreeSet<>())
            .addAll(List.of(scope.substring(colon + 1).split(",", -1)));
      }
    }
    return new Scopes(union);
  }

  Scopes plus(Scopes others) {
    return plus(String.join(" ", others.toList()));
  }

  /** As the {@code scope} parameters of a token request. */
  List<String> toList() {
    return actions.entrySet().stream()
        .map(e -> e.getKey() + ":" + String.join(",", e.getValue()))
        .toList();
  }
}
