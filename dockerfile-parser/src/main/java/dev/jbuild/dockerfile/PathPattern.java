// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern for paths: {@code *} and {@code ?} stop at slashes, {@code [a-z]} and {@code [^a-z]}
 * are classes, a backslash makes the next character literal.
 *
 * <p>{@link #element} is Go's {@code filepath.Match}, for one element of a path. {@link #path} also
 * knows {@code **}, any number of directories, as .dockerignore does. Matching follows all
 * possibilities side by side, so its time is at most pattern times path.
 */
public final class PathPattern {
  private final List<Atom> atoms;

  private PathPattern(List<Atom> atoms) {
    this.atoms = List.copyOf(atoms);
  }

  /** One step of a pattern: a kind of character, and whether it may come any number of times. */
  private record Atom(Kind kind, int literal, CharClass set) {
    static final Atom STAR = new Atom(Kind.STAR, 0, CharClass.NONE);
    static final Atom ANY = new Atom(Kind.ANY, 0, CharClass.NONE);
    static final Atom EVERYTHING = new Atom(Kind.EVERYTHING, 0, CharClass.NONE);
    static final Atom DIRECTORIES = new Atom(Kind.DIRECTORIES, 0, CharClass.NONE);

    static Atom literal(int c) {
      return new Atom(Kind.LITERAL, c, CharClass.NONE);
    }
  }

  private enum Kind {
    LITERAL,
    ANY,
    CLASS,
    /** Any number of characters but slashes. */
    STAR,
    /** Any number of characters. */
    EVERYTHING,
    /** Nothing, or anything that ends in a slash: the same as <code>(.&#42;/)?</code>. */
    DIRECTORIES
  }

  /** A pattern for one element; throws IllegalArgumentException if it is malformed. */
  public static PathPattern element(String pattern) {
    return new PathPattern(parse(pattern, false));
  }

  /** A pattern for whole paths, with {@code **}; IllegalArgumentException if it is malformed. */
  public static PathPattern path(String pattern) {
    return new PathPattern(parse(pattern, true));
  }

  /** Whether a text has a character that means something in patterns, one after a backslash not. */
  public static boolean hasWildcards(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '*' || c == '?' || c == '[') {
        return true;
      }
    }
    return false;
  }

  /** A text with its backslashes resolved, as it is when it has no wildcards. */
  public static String unescape(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      boolean escaped = text.charAt(i) == '\\' && i + 1 < text.length();
      out.append(text.charAt(escaped ? ++i : i));
    }
    return out.toString();
  }

  /** Whether the whole of {@code text} fits. */
  public boolean matches(String text) {
    return reachable(text).contains(atoms.size());
  }

  /** Whether some text that begins with {@code prefix} fits. */
  boolean matchesSomethingAfter(String prefix) {
    return !reachable(prefix).isEmpty();
  }

  private States reachable(String text) {
    States now = new States(atoms.size() + 1);
    States next = new States(atoms.size() + 1);
    enter(now, 0);
    for (int i = 0; i < text.length() && !now.isEmpty(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      next.clear();
      for (int s = 0; s < now.count; s++) {
        step(now.items[s], c, next);
      }
      States swap = now;
      now = next;
      next = swap;
    }
    return now;
  }

  /** Adds a state and all that can be reached from it without a character. */
  private void enter(States states, int state) {
    for (int s = state; s <= atoms.size(); s++) {
      boolean added = states.add(s);
      Kind kind = s < atoms.size() ? atoms.get(s).kind() : Kind.LITERAL;
      boolean mayBeSkipped = kind == Kind.STAR || kind == Kind.EVERYTHING;
      if (kind != Kind.DIRECTORIES && !(added && mayBeSkipped)) {
        return;
      }
    }
  }

  private void step(int state, int c, States next) {
    if (state == atoms.size()) {
      return;
    }
    Atom atom = atoms.get(state);
    switch (atom.kind()) {
      case LITERAL -> enterIf(c == atom.literal(), next, state + 1);
      case ANY -> enterIf(c != '/', next, state + 1);
      case CLASS -> enterIf(atom.set().contains(c), next, state + 1);
      case STAR -> enterIf(c != '/', next, state);
      case EVERYTHING -> enter(next, state);
      case DIRECTORIES -> {
        // In the midst of a directory's name what follows can't begin: only the state itself.
        next.add(state);
        enterIf(c == '/', next, state + 1);
      }
    }
  }

  private void enterIf(boolean fits, States next, int state) {
    if (fits) {
      enter(next, state);
    }
  }

  private static List<Atom> parse(String pattern, boolean doubleStars) {
    List<Atom> atoms = new ArrayList<>();
    int[] chars = pattern.codePoints().toArray();
    int i = 0;
    while (i < chars.length) {
      int c = chars[i++];
      if (c == '*' && doubleStars && i < chars.length && chars[i] == '*') {
        i++;
        i += i < chars.length && chars[i] == '/' ? 1 : 0;
        addDoubleStar(atoms, i == chars.length);
      } else if (c == '*') {
        atoms.add(Atom.STAR);
      } else if (c == '?') {
        atoms.add(Atom.ANY);
      } else if (c == '[') {
        CharClass.Parsed parsed = CharClass.parse(pattern, chars, i, doubleStars);
        atoms.add(new Atom(Kind.CLASS, 0, parsed.set()));
        i = parsed.end();
      } else if (c != '\\') {
        atoms.add(Atom.literal(c));
      } else if (i < chars.length) {
        atoms.add(Atom.literal(chars[i++]));
      } else {
        throw CharClass.malformed(pattern, "a backslash at its end");
      }
    }
    return atoms;
  }

  /** Two of them in a row mean the same as one. */
  private static void addDoubleStar(List<Atom> atoms, boolean last) {
    Atom atom = last ? Atom.EVERYTHING : Atom.DIRECTORIES;
    if (atoms.isEmpty() || !atoms.get(atoms.size() - 1).equals(atom)) {
      atoms.add(atom);
    }
  }

  /** A set of small numbers that can be cleared at once. */
  private static final class States {
    private final int[] items;
    private final int[] seen;
    private int round = 1;
    private int count;

    States(int size) {
      items = new int[size];
      seen = new int[size];
    }

    boolean add(int state) {
      if (seen[state] == round) {
        return false;
      }
      seen[state] = round;
      items[count++] = state;
      return true;
    }

    boolean contains(int state) {
      return seen[state] == round;
    }

    boolean isEmpty() {
      return count == 0;
    }

    void clear() {
      round++;
      count = 0;
    }
  }
}
