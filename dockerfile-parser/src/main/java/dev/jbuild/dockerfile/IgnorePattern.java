// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.Optional;

/**
 * One pattern of a .dockerignore, compiled to what is quickest for its shape.
 *
 * <p>The shapes and their odd corners are those of moby's patternmatcher: {@code **name} fits every
 * path that ends so, {@code dir/**} every path that begins so.
 */
record IgnorePattern(
    boolean bringsBack,
    Shape shape,
    String text,
    Optional<PathPattern> pattern,
    Optional<Span> span) {

  /** How a pattern is matched. */
  enum Shape {
    EXACT,
    PREFIX,
    SUFFIX,
    PATTERN
  }

  /** Nothing for a blank text; throws IllegalArgumentException if it is malformed. */
  static Optional<IgnorePattern> parse(String raw, Optional<Span> span) {
    String text = raw.strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    text = UnixPath.clean(text);
    boolean bringsBack = text.startsWith("!");
    text = bringsBack ? text.substring(1) : text;
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a ! without a pattern");
    }
    PathPattern pattern = PathPattern.path(text);
    Shape shape = shape(text);
    return Optional.of(
        switch (shape) {
          case EXACT -> new IgnorePattern(bringsBack, shape, text, Optional.empty(), span);
          case PREFIX ->
              new IgnorePattern(
                  bringsBack, shape, text.substring(0, text.length() - 2), Optional.empty(), span);
          case SUFFIX ->
              new IgnorePattern(bringsBack, shape, text.substring(2), Optional.empty(), span);
          case PATTERN -> new IgnorePattern(bringsBack, shape, text, Optional.of(pattern), span);
        });
  }

  private static Shape shape(String text) {
    boolean leading = text.startsWith("**");
    boolean trailing = text.length() > 2 && text.endsWith("**");
    String middle =
        text.substring(leading ? 2 : 0, trailing && !leading ? text.length() - 2 : text.length());
    if (middle.chars().anyMatch(c -> "*?[]\\".indexOf(c) >= 0)) {
      return Shape.PATTERN;
    }
    return leading ? Shape.SUFFIX : trailing ? Shape.PREFIX : Shape.EXACT;
  }

  boolean matches(String path) {
    return switch (shape) {
      case EXACT -> path.equals(text);
      case PREFIX -> path.startsWith(text);
      case SUFFIX ->
          path.endsWith(text) || (text.startsWith("/") && path.equals(text.substring(1)));
      case PATTERN -> pattern.orElseThrow().matches(path);
    };
  }

  /** Whether it may match a path below a directory. */
  boolean mayMatchBelow(String directory) {
    String prefix = directory.isEmpty() ? "" : directory + "/";
    return switch (shape) {
      case EXACT -> text.startsWith(prefix);
      case PREFIX -> text.startsWith(prefix) || prefix.startsWith(text);
      case SUFFIX -> true;
      case PATTERN -> pattern.orElseThrow().matchesSomethingAfter(prefix);
    };
  }
}
