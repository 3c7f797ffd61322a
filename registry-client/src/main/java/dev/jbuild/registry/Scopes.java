// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a token is wanted for, as in the {@code scope} parameters of a token request: {@code
 * repository:library/app:pull,push}.
 *
 * <p>See the distribution token specification, "Token scope". Equal scopes share a token.
 */
record Scopes(List<String> list) {

  Scopes {
    list = List.copyOf(list);
  }

  static Scopes pull(String repository) {
    return new Scopes(List.of("repository:" + repository + ":pull"));
  }

  static Scopes push(String repository) {
    return new Scopes(List.of("repository:" + repository + ":pull,push"));
  }

  /** These and those of a challenge: {@code repository:a:pull,push repository:b:pull}. */
  Scopes plus(String challenge) {
    return plus(new Scopes(List.of(challenge.split(" ", -1))));
  }

  /** The union: one scope a resource, with the actions of both. */
  Scopes plus(Scopes others) {
    SortedMap<String, SortedSet<String>> actions = new TreeMap<>();
    List<String> all = new ArrayList<>(list);
    all.addAll(others.list);
    for (String scope : all) {
      int colon = scope.lastIndexOf(':');
      if (colon > 0) {
        actions
            .computeIfAbsent(scope.substring(0, colon), r -> new TreeSet<>())
            .addAll(List.of(scope.substring(colon + 1).split(",", -1)));
      }
    }
    return new Scopes(
        actions.entrySet().stream()
            .map(e -> e.getKey() + ":" + String.join(",", e.getValue()))
            .toList());
  }

  /** All scopes, parted by blanks. */
  @Override
  public String toString() {
    return String.join(" ", list);
  }
}
