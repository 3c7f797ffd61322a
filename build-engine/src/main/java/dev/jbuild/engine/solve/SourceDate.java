// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.ContextSource;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A build argument {@code SOURCE_DATE_EPOCH} that is no number but says whose time it is: {@code
 * context} for that of the build context, or the name of another.
 */
final class SourceDate {
  private static final String ARGUMENT = "SOURCE_DATE_EPOCH";
  private static final String CONTEXT = "context";

  private final String name;
  private final Span span;

  private SourceDate(String name) {
    this.name = name;
    Source source = Source.of("--build-arg", ARGUMENT + "=" + name);
    this.span = source.span(ARGUMENT.length() + 1, source.text().length());
  }

  /** What a request names, if it gives no time elsewhere. */
  static Optional<SourceDate> of(BuildRequest request) {
    return request.sourceDateEpoch().isPresent()
        ? Optional.empty()
        : Optional.ofNullable(request.buildArgs().get(ARGUMENT))
            .filter(SourceDate::isName)
            .map(SourceDate::new);
  }

  /** Build arguments without one that names a time: the time is known, if at all, elsewhere. */
  static Map<String, String> withoutNames(Map<String, String> buildArgs) {
    Map<String, String> result = new LinkedHashMap<>(buildArgs);
    result.computeIfPresent(ARGUMENT, (key, value) -> isName(value) ? null : value);
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

  /** The time, if what is named has one. */
  Optional<Instant> find(Dockerfile dockerfile, Contexts contexts) throws IOException {
    if (name.equals(CONTEXT)) {
      return contexts.date();
    }
    Optional<ContextSource> source = contexts.source(name);
    boolean isStage =
        source.isPresent()
            ? source.get() instanceof ContextSource.Stage
            : dockerfile.stages().stream()
                .anyMatch(s -> s.name().filter(name::equalsIgnoreCase).isPresent());
    if (isStage) {
      throw error("the time of a stage is not supported yet as " + ARGUMENT);
    }
    if (source.isEmpty()) {
      throw error(
          ARGUMENT + " is a number of seconds since 1970, \"context\" or the name of a context");
    }
    return contexts.date(name);
  }

  /** What is told where there is no time: the build goes on without, as in BuildKit. */
  Diagnostic missing() {
    return Diagnostic.warning(
            span, ARGUMENT + " is not set: a context that is a directory or an image has no time")
        .withHint("give the seconds, such as $(git log -1 --format=%ct)");
  }

  private DockerfileException error(String message) {
    return new DockerfileException(Diagnostic.error(span, message));
  }
}
