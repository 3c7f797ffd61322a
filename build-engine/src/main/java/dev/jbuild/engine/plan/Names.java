// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Expander;
import dev.jbuild.dockerfile.Expansion;
import dev.jbuild.dockerfile.Instruction.From;
import dev.jbuild.dockerfile.Nearest;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.dockerfile.Stage;
import dev.jbuild.dockerfile.Word;
import dev.jbuild.oci.Platform;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What the names after FROM, {@code --from=} and {@code --target} mean.
 *
 * <p>In this order: the latest earlier stage of the name, in any case; a named context; an image.
 */
final class Names {
  private final Dockerfile dockerfile;
  private final PlanOptions options;
  private final GlobalArgs globals;
  private final Expander expander;
  private final Map<String, NavigableSet<Integer>> stages = new HashMap<>();
  private final NamedContexts contexts;

  Names(Dockerfile dockerfile, PlanOptions options, GlobalArgs globals) {
    this.dockerfile = dockerfile;
    this.options = options;
    this.globals = globals;
    this.expander = new Expander(dockerfile.directives().escape());
    this.contexts = new NamedContexts(options.namedContexts());
    for (Stage stage : dockerfile.stages()) {
      stage
          .name()
          .ifPresent(n -> stages.computeIfAbsent(n, x -> new TreeSet<>()).add(stage.index()));
    }
  }

  /** Resolves a FROM. */
  StageBase base(Stage stage) {
    From from = stage.from();
    Platform platform = from.platform().map(this::platform).orElse(options.platform());
    Expansion image = expander.expand(from.image(), globals::value);
    String name = image.text();
    if (name.isBlank()) {
      Diagnostic error =
          Diagnostic.error(
              from.image().span(), "the base image " + from.image() + " is a blank name");
      throw new DockerfileException(
          globals.hintFor(image.unset()).map(error::withHint).orElse(error));
    }
    Optional<Integer> other = stageBefore(stage.index(), name, platform);
    Base base =
        other
            .<Base>map(Base.OtherStage::new)
            .or(() -> contexts.base(name, platform))
            .orElseGet(
                () -> name.equals("scratch") ? new Base.Scratch() : new Base.Image(name, platform));
    List<Integer> after = from.after().stream().map(w -> stageAfter(stage.index(), w)).toList();
    return new StageBase(stage, name, base, platform, after);
  }

  /** The stage that an {@code --after} of stage {@code index} names. */
  private int stageAfter(int index, Word after) {
    String name = after.text();
    if (isIndex(name)) {
      return byIndex(index, after).index();
    }
    return stageBefore(index, name)
        .orElseThrow(
            () -> {
              Diagnostic error =
                  Diagnostic.error(after.span(), "no stage " + name + " comes before this one");
              return new DockerfileException(
                  stageNear(name, index).map(error::withHint).orElse(error));
            });
  }

  private Platform platform(Word word) {
    Expansion expansion = expander.expand(word, globals::value);
    try {
      if (!expansion.text().isEmpty()) {
        return onLinux(word, Platform.parse(expansion.text()));
      }
    } catch (IllegalArgumentException e) {
      throw platformError(word, expansion, String.valueOf(e.getMessage()));
    }
    throw platformError(word, expansion, "the platform " + word + " is empty");
  }

  private static Platform onLinux(Word word, Platform platform) {
    if (platform.os().equals("windows")) {
      throw StagePlanner.error(word, "images for Windows are not supported yet");
    }
    return platform;
  }

  private DockerfileException platformError(Word word, Expansion expansion, String message) {
    Diagnostic error = Diagnostic.error(word.span(), message);
    return new DockerfileException(
        expansion.unset().stream()
            .flatMap(name -> Nearest.to(name, globals.names()).stream())
            .findFirst()
            .map(near -> error.withHint("did you mean $" + near + "?"))
            .orElse(error));
  }

  /** Whether a stage has the name of a named context, which then can't be reached. */
  boolean hidesContext(Stage stage) {
    return stage.name().filter(n -> contexts.base(n, options.platform()).isPresent()).isPresent();
  }

  /** Resolves the {@code --from} of a COPY in stage {@code index}, variables in it expanded. */
  Base copySource(int index, Word from, Platform platform) {
    String name = from.text();
    if (isIndex(name)) {
      return byIndex(index, from);
    }
    Optional<Integer> other = stageBefore(index, name, platform);
    if (other.isPresent()) {
      return new Base.OtherStage(other.get());
    }
    Optional<Base> context = contexts.base(name, platform);
    if (context.isPresent()) {
      return context.get();
    }
    boolean later = stages.containsKey(name.toLowerCase(Locale.ROOT));
    if (later || name.isBlank() || name.equals("scratch")) {
      String why =
          later
              ? "stage " + name + " does not come before this one"
              : name.isBlank() ? "--from is blank" : "there is nothing to copy from scratch";
      throw new DockerfileException(Diagnostic.error(from.span(), why));
    }
    return new Base.Image(name, platform);
  }

  /** The stage that a COPY in stage {@code index} reads, if it is one; says nothing of mistakes. */
  Optional<Integer> copiedStage(int index, String from) {
    if (!isIndex(from)) {
      return stageBefore(index, from, options.platform());
    }
    return from.length() < 10 && Integer.parseInt(from) < index
        ? Optional.of(Integer.parseInt(from))
        : Optional.empty();
  }

  /** A stage whose name is nearly that of what was taken for an image. */
  Optional<String> similarStage(String image) {
    return Nearest.to(image.toLowerCase(Locale.ROOT), stages.keySet());
  }

  /** A guess at which stage was meant by a FROM whose image can't be had. */
  Optional<String> stageMeant(StageBase base) {
    int index = base.stage().index();
    String name = base.imageName().toLowerCase(Locale.ROOT);
    if (stages.containsKey(name)) {
      return Optional.of("stage " + name + " does not come before this one");
    }
    return stageNear(name, index);
  }

  private Optional<String> stageNear(String name, int index) {
    List<String> earlier =
        stages.entrySet().stream()
            .filter(stage -> stage.getValue().first() < index)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return Nearest.to(name, earlier).map(s -> "did you mean stage " + s + "?");
  }

  private static boolean isIndex(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private Base.OtherStage byIndex(int index, Word from) {
    String text = from.text();
    int other = text.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(text);
    if (other >= index) {
      String why =
          other < dockerfile.stages().size()
              ? "stage " + text + " does not come before this one, which is stage " + index
              : "there is no stage " + text + ", the first one is 0";
      throw new DockerfileException(Diagnostic.error(from.span(), why));
    }
    return new Base.OtherStage(other);
  }

  /** The stage that is built. */
  int target() {
    List<Stage> all = dockerfile.stages();
    if (options.target().isEmpty()) {
      return all.size() - 1;
    }
    String name = options.target().get().toLowerCase(Locale.ROOT);
    if (stages.containsKey(name)) {
      return stages.get(name).last();
    }
    if (isIndex(name) && name.length() < 10 && Integer.parseInt(name) < all.size()) {
      return Integer.parseInt(name);
    }
    Source source = Source.of("--target", options.target().get());
    Span span = source.span(0, source.text().length());
    Diagnostic error =
        Diagnostic.error(span, "there is no stage of this name in " + dockerfile.source());
    throw new DockerfileException(
        similarStage(name).map(s -> error.withHint("did you mean " + s + "?")).orElse(error));
  }

  private Optional<Integer> stageBefore(int index, String name) {
    return Optional.ofNullable(stages.get(name.toLowerCase(Locale.ROOT)))
        .flatMap(s -> Optional.ofNullable(s.lower(index)));
  }

  /**
   * The stage before {@code index} of a name: its own, or one that {@code target:} gives to it on
   * the command line.
   */
  private Optional<Integer> stageBefore(int index, String name, Platform platform) {
    Optional<Integer> own = stageBefore(index, name);
    Optional<String> given = contexts.stage(name, platform).filter(n -> own.isEmpty());
    return given.isEmpty()
        ? own
        : Optional.of(
            stageBefore(index, given.get()).orElseThrow(() -> noStage(name, given.get())));
  }

  private static DockerfileException noStage(String name, String stage) {
    Source source = Source.of("--build-context", name + "=target:" + stage);
    return new DockerfileException(
        Diagnostic.error(
            source.span(name.length() + 1, source.text().length()),
            "no stage " + stage + " comes before the one that reads it"));
  }
}
