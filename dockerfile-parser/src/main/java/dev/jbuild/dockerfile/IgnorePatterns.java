// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The patterns of a .dockerignore: which paths of a build context do not exist for the build.
 *
 * <p>A pattern that fits a directory excludes all below it; {@code !pattern} brings back; the last
 * one that fits wins. A walk starts at {@link #root()} and asks for each entry what its directory's
 * {@link Verdict} says, as BuildKit does: what a directory has matched its entries match too.
 */
public final class IgnorePatterns {
  /** Excludes nothing. */
  public static final IgnorePatterns NONE = new IgnorePatterns(List.of());

  private final List<IgnorePattern> patterns;

  private IgnorePatterns(List<IgnorePattern> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  /** Reads a .dockerignore; a {@link DockerfileException} tells all its malformed lines. */
  public static IgnorePatterns parse(Source source) {
    Problems problems = new Problems();
    List<IgnorePattern> patterns = new ArrayList<>();
    for (Word line : lines(source)) {
      try {
        IgnorePattern.parse(line.text(), Optional.of(line.span())).ifPresent(patterns::add);
      } catch (IllegalArgumentException e) {
        problems.error(line.span(), String.valueOf(e.getMessage()));
      }
    }
    problems.throwErrors();
    return new IgnorePatterns(patterns);
  }

  /** Takes patterns as they are; IllegalArgumentException names a malformed one. */
  public static IgnorePatterns of(List<String> patterns) {
    List<IgnorePattern> parsed = new ArrayList<>();
    patterns.forEach(p -> IgnorePattern.parse(p, Optional.empty()).ifPresent(parsed::add));
    return new IgnorePatterns(parsed);
  }

  /** The patterns of a file: no comments, no blank lines, cleaned, relative to the context. */
  static List<Word> lines(Source source) {
    List<Word> lines = new ArrayList<>();
    int start = 0;
    for (String line : source.text().split("\n", -1)) {
      String pattern = line.strip();
      if (!line.startsWith("#") && !pattern.isEmpty()) {
        int from = start + line.indexOf(pattern);
        boolean again = pattern.startsWith("!");
        String path = again ? pattern.substring(1).strip() : pattern;
        String relative = path.isEmpty() ? "" : relative(UnixPath.clean(path));
        lines.add(
            new Word((again ? "!" : "") + relative, source.span(from, from + pattern.length())));
      }
      start += line.length() + 1;
    }
    return lines;
  }

  private static String relative(String path) {
    return path.length() > 1 && path.startsWith("/") ? path.substring(1) : path;
  }

  List<IgnorePattern> patterns() {
    return patterns;
  }

  /** The patterns as text, for keys: with the same texts the same paths are excluded. */
  public List<String> texts() {
    return patterns.stream()
        .map(p -> (p.bringsBack() ? "!" : "") + p.shape() + " " + p.text())
        .toList();
  }

  boolean hasExceptions() {
    return patterns.stream().anyMatch(IgnorePattern::bringsBack);
  }

  /** The verdict on the context itself, from which a walk starts. */
  public Verdict root() {
    return new Verdict(this, "", new boolean[patterns.size()], Optional.empty());
  }

  /** Whether a path, relative to the context, is excluded; slashes at its ends mean nothing. */
  public boolean excludes(String path) {
    return verdict(path).excluded();
  }

  /** The verdict on a path, relative to the context. */
  public Verdict verdict(String path) {
    Verdict verdict = root();
    String clean = UnixPath.clean("/" + path).substring(1);
    if (clean.isEmpty()) {
      return verdict.child(path.startsWith("/") ? "/" : ".");
    }
    for (String element : clean.split("/", -1)) {
      verdict = verdict.child(element);
    }
    return verdict;
  }

  /** What the patterns say of one path, and the start for those below it. */
  public static final class Verdict {
    private final IgnorePatterns of;
    private final String path;
    private final boolean[] matched;
    private final Optional<IgnorePattern> last;

    private Verdict(
        IgnorePatterns of, String path, boolean[] matched, Optional<IgnorePattern> last) {
      this.of = of;
      this.path = path;
      this.matched = matched;
      this.last = last;
    }

    public boolean excluded() {
      return last.isPresent() && !last.get().bringsBack();
    }

    /** The line of the .dockerignore that excludes this path. */
    public Optional<Span> excludedBy() {
      return excluded() ? last.flatMap(IgnorePattern::span) : Optional.empty();
    }

    /** The verdict on an entry of this directory. */
    public Verdict child(String name) {
      if (of.patterns.isEmpty()) {
        return this;
      }
      String child = path.isEmpty() ? name : path + "/" + name;
      boolean[] matches = new boolean[matched.length];
      Optional<IgnorePattern> decisive = Optional.empty();
      boolean excluded = false;
      for (int i = 0; i < matches.length; i++) {
        IgnorePattern pattern = of.patterns.get(i);
        // A pattern that could not change the verdict is not asked.
        matches[i] = matched[i] || (pattern.bringsBack() == excluded && pattern.matches(child));
        if (matches[i]) {
          excluded = !pattern.bringsBack();
          decisive = Optional.of(pattern);
        }
      }
      return new Verdict(of, child, matches, decisive);
    }

    /** Whether something below this directory may be in the context, so that it must be walked. */
    public boolean mayHoldIncluded() {
      return !excluded()
          || of.patterns.stream().anyMatch(p -> p.bringsBack() && p.mayMatchBelow(path));
    }
  }
}
