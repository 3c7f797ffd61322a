// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import dev.jbuild.dockerfile.Instruction.Healthcheck;
import dev.jbuild.dockerfile.Instruction.Origin;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** The arguments of HEALTHCHECK. */
final class HealthcheckParser {
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private final Origin origin;
  private final Flags flags;
  private final Function<Slice, CommandLine> command;

  HealthcheckParser(Origin origin, Flags flags, Function<Slice, CommandLine> command) {
    this.origin = origin;
    this.flags = flags;
    this.command = command;
  }

  Healthcheck parse() {
    Slice args = flags.rest();
    if (args.isEmpty()) {
      throw InstructionParser.error(origin, "HEALTHCHECK takes at least one argument");
    }
    int end = args.blankAfter(0);
    Word kind = args.to(end).word();
    Slice rest = args.from(end).trim();
    if (kind.text().equalsIgnoreCase("NONE")) {
      if (!rest.isEmpty()) {
        throw error(rest.span(), "HEALTHCHECK NONE takes no arguments");
      }
      flags.all().values().stream()
          .findFirst()
          .ifPresent(
              f -> {
                throw error(f.span(), "HEALTHCHECK NONE takes no flags");
              });
      return healthcheck(Optional.empty());
    }
    if (!kind.text().equalsIgnoreCase("CMD")) {
      throw error(kind.span(), "HEALTHCHECK takes CMD or NONE, not " + kind.text());
    }
    CommandLine test = command.apply(rest);
    if (rest.isEmpty() || (test instanceof CommandLine.Exec exec && exec.words().isEmpty())) {
      throw error(kind.span(), "the command after HEALTHCHECK CMD is missing");
    }
    return healthcheck(Optional.of(test));
  }

  private Healthcheck healthcheck(Optional<CommandLine> test) {
    return new Healthcheck(
        origin,
        test,
        time("interval"),
        time("timeout"),
        time("start-period"),
        time("start-interval"),
        retries());
  }

  private Duration time(String flag) {
    Optional<Word> value = flags.text(flag).filter(v -> !v.text().isEmpty());
    if (value.isEmpty()) {
      return Duration.ZERO;
    }
    Span span = value.get().span();
    try {
      Duration time = GoDuration.parse(value.get().text());
      if (time.isNegative()) {
        throw error(span, "--" + flag + " can't be negative");
      }
      if (!time.isZero() && time.compareTo(SHORTEST) < 0) {
        throw error(span, "--" + flag + " can't be less than 1ms");
      }
      return time;
    } catch (IllegalArgumentException e) {
      throw error(span, "--" + flag + ": " + e.getMessage());
    }
  }

  private int retries() {
    Optional<Word> value = flags.text("retries").filter(v -> !v.text().isEmpty());
    if (value.isEmpty()) {
      return 0;
    }
    try {
      int retries = Integer.parseInt(value.get().text());
      if (retries >= 0) {
        return retries;
      }
      throw error(value.get().span(), "--retries can't be negative");
    } catch (NumberFormatException e) {
      throw error(value.get().span(), "--retries is not a number: " + value.get().text());
    }
  }

  private static DockerfileException error(Span span, String message) {
    return new DockerfileException(Diagnostic.error(span, message));
  }
}
