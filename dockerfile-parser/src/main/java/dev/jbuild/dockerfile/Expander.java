// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.Optional;
import java.util.function.Function;

/**
 * Replaces variables in words and removes quotes and escapes.
 *
 * <p>{@code $name}, {@code ${name}}, and with a modifier {@code :- - :+ + :? ? # ## % %% / //}, in
 * which words nest. Single quotes protect everything, double quotes all but variables.
 */
public final class Expander {
  private final char escape;

  /** {@code escape} is that of the Dockerfile's directives. */
  public Expander(char escape) {
    this.escape = escape;
  }

  /** Throws a {@link DockerfileException} that points into the word. */
  public Expansion expand(Word word, Function<String, Optional<String>> variables) {
    return new Expanding(word, escape, variables, true).expand();
  }

  /**
   * As above for the text of a here-document, in which quotes are only characters; backslashes
   * escape whatever the directives say.
   */
  public Expansion expand(Heredoc heredoc, Function<String, Optional<String>> variables) {
    return new Expanding(heredoc.content(), '\\', variables, false).expand();
  }
}
