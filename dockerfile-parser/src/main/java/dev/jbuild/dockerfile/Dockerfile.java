// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import dev.jbuild.dockerfile.Instruction.Arg;
import java.util.List;

/**
 * A parsed Dockerfile: what stands before the first FROM, and the stages.
 *
 * <p>{@code metaArgs} are the ARGs before the first FROM, which FROM lines only can see.
 */
public record Dockerfile(
    Source source,
    Directives directives,
    List<Arg> metaArgs,
    List<Stage> stages,
    List<Diagnostic> warnings) {

  public Dockerfile {
    metaArgs = List.copyOf(metaArgs);
    stages = List.copyOf(stages);
    warnings = List.copyOf(warnings);
  }

  /**
   * What of a source could be read, and what is wrong with the rest.
   *
   * @param coherent whether what could be read means what it would if nothing were wrong, values of
   *     variables aside: no FROM is missing
   */
  public record Reading(Dockerfile dockerfile, List<Diagnostic> errors, boolean coherent) {
    public Reading {
      errors = List.copyOf(errors);
    }
  }

  /** Throws a {@link DockerfileException} that tells all errors at once. */
  public static Dockerfile parse(Source source) {
    Reading reading = read(source);
    if (!reading.errors().isEmpty()) {
      throw new DockerfileException(reading.errors());
    }
    return reading.dockerfile();
  }

  /** Reads as much as can be read: instructions and stages that are wrong are left out. */
  public static Reading read(Source source) {
    return new DockerfileParser(source).read();
  }

  /** Parses the text of an ONBUILD trigger, as images keep it. */
  public static Instruction parseTrigger(Source source) {
    return new DockerfileParser(source).parseTrigger();
  }
}
