// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Expander;
import dev.jbuild.dockerfile.Expansion;
import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.Instruction.From;
import dev.jbuild.dockerfile.Nearest;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.dockerfile.Stage;
import dev.jbuild.dockerfile.Word;
import dev.jbuild.dockerfile.check.Findings;
import dev.jbuild.dockerfile.check.Rule;
import dev.jbuild.oci.Platform;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Rules about the images and platforms of FROM, which count in every stage of the file. */
final class FromRules {
  private static final String TARGET_PLATFORM = "TARGETPLATFORM";

  private final Dockerfile dockerfile;
  private final DockerfileChecks.Surroundings surroundings;
  private final Findings findings;
  private final Expander expander;
  private final GlobalArgs globals;
  private final GlobalArgs defaults;
  private final Set<String> declared;

  FromRules(Dockerfile dockerfile, DockerfileChecks.Surroundings surroundings, Findings findings) {
    PlanOptions options = surroundings.options();
    this.dockerfile = dockerfile;
    this.surroundings = surroundings;
    this.findings = findings;
    this.expander = new Expander(dockerfile.directives().escape());
    this.globals = GlobalArgs.of(dockerfile, new BuildArgs(options), options, new Problems());
    PlanOptions bare = PlanOptions.of(options.platform());
    this.defaults = GlobalArgs.of(dockerfile, new BuildArgs(bare), bare, new Problems());
    this.declared = new TreeSet<>(globals.names());
    for (Instruction.Arg arg : dockerfile.metaArgs()) {
      for (Instruction.Arg.Declaration declaration : arg.declarations()) {
        declared.add(declaration.name().text());
      }
    }
  }

  void check() {
    for (Stage stage : dockerfile.stages()) {
      From from = stage.from();
      checkDeclared(from, from.image());
      checkDefault(from);
      if (from.platform().isPresent()) {
        checkDeclared(from, from.platform().get());
        checkPlatform(stage, from.platform().get());
      }
    }
  }

  private void checkDeclared(From from, Word word) {
    Optional<Expansion> expansion = expand(word, globals);
    if (expansion.isEmpty() || expansion.get().unset().isEmpty()) {
      return;
    }
    for (String name : new TreeSet<>(expansion.get().unset())) {
      if (!declared.contains(name)) {
        findings.add(
            Rule.UNDEFINED_ARG_IN_FROM,
            from.origin(),
            word.span(),
            "no ARG before the first FROM declares '" + name + "'",
            Nearest.to(name, declared));
      }
    }
  }

  private void checkDefault(From from) {
    Optional<Expansion> image = expand(from.image(), defaults);
    if (image.isPresent() && !surroundings.isImageName().test(image.get().text())) {
      findings.add(
          Rule.INVALID_DEFAULT_ARG_IN_FROM,
          from.origin(),
          from.image().span(),
          "with the defaults of its ARGs " + from.image() + " is not the name of an image");
    }
  }

  private void checkPlatform(Stage stage, Word word) {
    From from = stage.from();
    Optional<Expansion> found = expand(word, globals);
    if (found.isEmpty()) {
      return;
    }
    Expansion platform = found.get();
    if (platform.used().equals(Set.of(TARGET_PLATFORM))
        && platform.unset().isEmpty()
        && globals.value(TARGET_PLATFORM).equals(Optional.of(platform.text()))) {
      findings.add(
          Rule.REDUNDANT_TARGET_PLATFORM,
          from.origin(),
          word.span(),
          "--platform=" + word + " is the default");
    }
    boolean constant = platform.used().isEmpty() && platform.unset().isEmpty();
    if (constant && !isInName(platform.text(), stage.name().orElse(""))) {
      findings.add(
          Rule.FROM_PLATFORM_FLAG_CONST_DISALLOWED,
          from.origin(),
          word.span(),
          "the platform \"" + platform.text() + "\" is the same whatever is built for");
    }
  }

  /** Whether a stage is named after its platform, or the platform is none. */
  private static boolean isInName(String text, String name) {
    try {
      Platform platform = Platform.parse(text);
      return name.contains(platform.os()) || name.contains(platform.architecture());
    } catch (IllegalArgumentException e) {
      return true; // An error, which the planner tells.
    }
  }

  private Optional<Expansion> expand(Word word, GlobalArgs args) {
    try {
      return Optional.of(expander.expand(word, args::value));
    } catch (DockerfileException e) {
      return Optional.empty(); // The planner tells it.
    }
  }
}
