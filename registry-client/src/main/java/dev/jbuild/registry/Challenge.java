// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a server wants to see: {@code Bearer realm="https://auth.example/token",service="…"}.
 *
 * <p>Scheme and names of parameters are in lower case. Reading is lenient: what is broken at the
 * end of a header is left out. See RFC 9110, "WWW-Authenticate", and the distribution token
 * specification.
 */
record Challenge(String scheme, Map<String, String> parameters) {

  static final String BASIC = "basic";
  static final String BEARER = "bearer";

  Challenge {
    parameters = Map.copyOf(parameters);
  }

  /** The challenge of each header; one header holds one challenge. */
  static List<Challenge> parse(List<String> headers) {
    List<Challenge> challenges = new ArrayList<>();
    for (String header : headers) {
      challenges.add(new Parser(header).challenge());
    }
    return List.copyOf(challenges);
  }

  /** The first that this client can answer: bearer or basic. */
  static Optional<Challenge> choose(List<Challenge> challenges) {
    return challenges.stream()
        .filter(c -> c.scheme.equals(BASIC) || (c.scheme.equals(BEARER) && c.realm().isPresent()))
        .findFirst();
  }

  Optional<String> realm() {
    return parameter("realm");
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name)).filter(v -> !v.isEmpty());
  }

  private static final class Parser {
    private final String text;
    private int position;

    Parser(String text) {
      this.text = text;
    }

    Challenge challenge() {
      skipBlanks();
      String scheme = token().toLowerCase(Locale.ROOT);
      Map<String, String> parameters = new LinkedHashMap<>();
      while (parameter(parameters)) {
        skipBlanks();
        if (!skip(',')) {
          break;
        }
      }
      return new Challenge(scheme, parameters);
    }

    private boolean parameter(Map<String, String> parameters) {
      skipBlanks();
      String name = token().toLowerCase(Locale.ROOT);
      skipBlanks();
      if (name.isEmpty() || !skip('=')) {
        return false;
      }
      skipBlanks();
      boolean quoted = position < text.length() && text.charAt(position) == '"';
      Optional<String> value =
          quoted ? quotedString() : Optional.of(token()).filter(t -> !t.isEmpty());
      value.ifPresent(v -> parameters.putIfAbsent(name, v));
      return value.isPresent();
    }

    private String token() {
      int start = position;
      while (position < text.length() && isTokenChar(text.charAt(position))) {
        position++;
      }
      return text.substring(start, position);
    }

    private static boolean isTokenChar(char c) {
      return c > ' ' && c < 127 && "()<>@,;\"/[]?={}".indexOf(c) < 0;
    }

    /** Empty if the closing quote is missing. */
    private Optional<String> quotedString() {
      position++;
      StringBuilder value = new StringBuilder();
      while (position < text.length()) {
        char c = text.charAt(position++);
        if (c == '"') {
          return Optional.of(value.toString());
        }
        if (c == '\\' && position < text.length()) {
          value.append(text.charAt(position++));
        } else {
          value.append(c);
        }
      }
      return Optional.empty();
    }

    private boolean skip(char expected) {
      if (position < text.length() && text.charAt(position) == expected) {
        position++;
        return true;
      }
      return false;
    }

    private void skipBlanks() {
      while (position < text.length() && " \t".indexOf(text.charAt(position)) >= 0) {
        position++;
      }
    }
  }
}
