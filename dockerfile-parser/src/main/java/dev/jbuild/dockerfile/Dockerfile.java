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

  /** Throws a {@link DockerfileException} that tells all errors at once. */
  public static Dockerfile parse(Source source) {
    return new DockerfileParser(source).parse();
  }

  /** Parses the text of an ONBUILD trigger, as images keep it. */
  public static Instruction parseTrigger(Source source) {
    return new DockerfileParser(source).parseTrigger();
  }
}
