// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.dockerfile.Word;
import dev.jbuild.dockerfile.check.CheckOptions;
import dev.jbuild.dockerfile.check.FileRules;
import dev.jbuild.dockerfile.check.Finding;
import dev.jbuild.dockerfile.check.Findings;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Finds out what the rules of the checks say of a Dockerfile. */
public final class DockerfileChecks {
  static final String BUILD_ARGUMENT = "BUILDKIT_DOCKERFILE_CHECK";

  private DockerfileChecks() {}

  /**
   * What the rules know besides the file.
   *
   * @param ignored the patterns of the context's .dockerignore
   * @param isImageName whether a text can be the name of an image
   */
  public record Surroundings(
      PlanOptions options,
      KnownImages images,
      IgnorePatterns ignored,
      Predicate<String> isImageName) {}

  /**
   * The options of the build argument {@code BUILDKIT_DOCKERFILE_CHECK}, else of the file's
   * directive; what is wrong with them is noted in {@code problems}.
   */
  public static CheckOptions options(
      Dockerfile dockerfile, PlanOptions options, Problems problems) {
    String given = options.buildArgs().get(BUILD_ARGUMENT);
    Optional<Word> value =
        given == null ? dockerfile.directives().check() : Optional.of(argument(given));
    return value.isEmpty() || value.get().text().isBlank()
        ? CheckOptions.DEFAULT
        : CheckOptions.parse(value.get(), problems);
  }

  private static Word argument(String value) {
    String text = BUILD_ARGUMENT + "=" + value;
    Source source = Source.of("--build-arg", text);
    return new Word(value, source.span(text.length() - value.length(), text.length()));
  }

  /**
   * Tries all rules.
   *
   * @param stages indexes of those whose instructions count; every FROM does
   * @param notes whether advice is wanted that the options don't ask for
   */
  public static Findings check(
      Dockerfile dockerfile,
      CheckOptions options,
      Surroundings surroundings,
      Set<Integer> stages,
      boolean notes) {
    Findings findings = new Findings(dockerfile, options, notes);
    FileRules.check(dockerfile, findings);
    new FromRules(dockerfile, surroundings, findings).check();
    new StageWalk(dockerfile, surroundings, findings).check(stages);
    return findings;
  }

  /** Whether there is a finding that is more than a note. */
  public static boolean hasWarnings(Iterable<Finding> findings) {
    for (Finding finding : findings) {
      if (!finding.note()) {
        return true;
      }
    }
    return false;
  }
}
