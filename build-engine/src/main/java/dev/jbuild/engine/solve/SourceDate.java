// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.dockerfile.Stage;
import dev.jbuild.dockerfile.Word;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.ContextSource;
import dev.jbuild.engine.plan.BuildArgs;
import dev.jbuild.engine.plan.DateStage;
import dev.jbuild.engine.plan.PlanOptions;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A build argument {@code SOURCE_DATE_EPOCH} that is no number but says whose time it is: {@code
 * context} for that of the build context, or the name of another or of a stage. A global ARG of the
 * Dockerfile may have it as its default.
 */
final class SourceDate {
  static final String ARGUMENT = "SOURCE_DATE_EPOCH";
  private static final String CONTEXT = "context";

  private final String name;
  private final Span span;

  private SourceDate(String name, Span span) {
    this.name = name;
    this.span = span;
  }

  /**
   * What a request names, if it gives no time elsewhere.
   *
   * @param buildArgs those of the request, and the default of the Dockerfile's ARG
   */
  static Optional<SourceDate> of(
      BuildRequest request, Map<String, String> buildArgs, Dockerfile dockerfile) {
    if (request.sourceDateEpoch().isPresent()) {
      return Optional.empty();
    }
    Optional<Span> own =
        request.buildArgs().containsKey(ARGUMENT) ? Optional.empty() : declared(dockerfile);
    return Optional.ofNullable(buildArgs.get(ARGUMENT))
        .filter(SourceDate::isName)
        .map(name -> new SourceDate(name, own.orElseGet(() -> BuildArgs.place(ARGUMENT, name))));
  }

  /** Where the Dockerfile gives a default. */
  static Optional<Span> declared(Dockerfile dockerfile) {
    return dockerfile.metaArgs().stream()
        .flatMap(arg -> arg.declarations().stream())
        .filter(d -> d.name().text().equals(ARGUMENT))
        .flatMap(d -> d.value().stream())
        .map(Word::span)
        .reduce((first, second) -> second);
  }

  /** Build arguments with the seconds of {@code date} in place of the name of what has it. */
  static Map<String, String> withSeconds(Map<String, String> buildArgs, Optional<Instant> date) {
    Map<String, String> result = new LinkedHashMap<>(buildArgs);
    if (isName(result.getOrDefault(ARGUMENT, ""))) {
      date.ifPresentOrElse(
          d -> result.put(ARGUMENT, Long.toString(d.getEpochSecond())),
          () -> result.put(ARGUMENT, ""));
    }
    return result;
  }

  private static boolean isName(String value) {
    if (value.isEmpty()) {
      return false;
    }
    try {
      Long.parseLong(value);
      return false;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  /**
   * The time, if what is named has one.
   *
   * @param options to plan a stage with that fetches what is dated
   */
  Optional<Instant> find(Dockerfile dockerfile, PlanOptions options, Contexts contexts)
      throws IOException {
    if (name.equals(CONTEXT)) {
      return contexts.date();
    }
    Optional<ContextSource> source = contexts.source(name);
    if (source.isPresent() && !(source.get() instanceof ContextSource.Stage)) {
      return contexts.date(name);
    }
    String stageName = source.map(s -> ((ContextSource.Stage) s).name()).orElse(name);
    Stage stage = DateStage.find(dockerfile, stageName).orElseThrow(this::unknown);
    return contexts.date(DateStage.source(dockerfile, stage, options));
  }

  /** What is told where there is no time: the build goes on without, as in BuildKit. */
  Diagnostic missing() {
    return Diagnostic.warning(
            span, ARGUMENT + " is not set: a context that is a directory or an image has no time")
        .withHint("give the seconds, such as $(git log -1 --format=%ct)");
  }

  private DockerfileException unknown() {
    return new DockerfileException(
        Diagnostic.error(
            span,
            ARGUMENT
                + " is a number of seconds since 1970, \"context\", or the name of a context or"
                + " a stage"));
  }
}
