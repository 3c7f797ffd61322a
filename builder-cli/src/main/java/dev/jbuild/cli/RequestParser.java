// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.ContextModes;
import dev.jbuild.engine.NetworkMode;
import dev.jbuild.engine.Output;
import dev.jbuild.engine.PullPolicy;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Platform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/** Turns the arguments of {@code jbuild build} into a {@link BuildRequest}. */
final class RequestParser {
  private static final String EPOCH = "SOURCE_DATE_EPOCH";

  private final Arguments arguments;
  private final Session session;

  RequestParser(Arguments arguments, Session session) {
    this.arguments = arguments;
    this.session = session;
  }

  BuildRequest parse() {
    ContextArguments contexts = new ContextArguments(arguments);
    Map<String, String> buildArgs = buildArgs();
    List<String> tags = arguments.all(Flags.TAG);
    return new BuildRequest(
        session.root(arguments.last(Flags.ROOT)),
        contexts.context(),
        contexts.dockerfile(),
        contexts.named(),
        tags,
        buildArgs,
        arguments.last(Flags.TARGET).filter(t -> !t.isEmpty()),
        labels(),
        platform(arguments),
        new CacheArguments(arguments, buildArgs).parse(),
        value(Flags.CONTEXT_MODES, ContextModes::parse).orElse(ContextModes.KEPT),
        value(Flags.PULL, PullPolicy::parse).orElse(PullPolicy.NEWER),
        value(Flags.NETWORK, NetworkMode::parse).orElse(NetworkMode.HOST),
        value(Flags.COMPRESSION, Compression::parse).orElse(Compression.ZSTD),
        jobs(),
        sourceDateEpoch(buildArgs),
        outputs(tags),
        new GrantsParser(session).parse(arguments),
        RegistryFlags.parse(arguments));
  }

  private Map<String, String> buildArgs() {
    Map<String, String> result = new LinkedHashMap<>();
    for (String text : arguments.all(Flags.BUILD_ARG)) {
      int equals = text.indexOf('=');
      if (text.isEmpty() || equals == 0) {
        throw CommandLineError.of("flag --build-arg \"" + text + "\": the name is missing");
      }
      if (equals > 0) {
        result.put(text.substring(0, equals), text.substring(equals + 1));
      } else if (session.environment().containsKey(text)) {
        result.put(text, session.environment().getOrDefault(text, ""));
      }
    }
    return result;
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String text : arguments.all(Flags.LABEL)) {
      int equals = text.indexOf('=');
      String key = equals < 0 ? text : text.substring(0, equals);
      if (key.isEmpty()) {
        throw CommandLineError.of("flag --label \"" + text + "\": the key is missing");
      }
      labels.put(key, equals < 0 ? "" : text.substring(equals + 1));
    }
    return labels;
  }

  /** One platform, if it is given; RUN may not work for one that isn't this machine's. */
  static Optional<Platform> platform(Arguments arguments) {
    Optional<String> text = arguments.last(Flags.PLATFORM);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (arguments.all(Flags.PLATFORM).size() > 1 || text.get().indexOf(',') >= 0) {
      throw CommandLineError.of("flag --platform: several platforms are not supported yet");
    }
    Platform platform = valueOf(Flags.PLATFORM, text.get(), Platform::parse);
    if (platform.os().equals("windows")) {
      throw CommandLineError.of(
          "flag --platform " + text.get() + ": images for Windows are not supported yet");
    }
    return Optional.of(platform);
  }

  private OptionalInt jobs() {
    Optional<Long> jobs =
        arguments.last(Flags.JOBS).map(v -> number(Flags.JOBS.longName(), v, Integer.MAX_VALUE));
    if (jobs.isPresent() && jobs.get() == 0) {
      throw CommandLineError.of("flag --jobs 0: at least one job is needed");
    }
    return jobs.map(n -> OptionalInt.of(Math.toIntExact(n))).orElse(OptionalInt.empty());
  }

  /**
   * The flag, else the build argument, else the environment. A build argument may also name what
   * has the time: whether that is so is for the engine to find out.
   */
  private OptionalLong sourceDateEpoch(Map<String, String> buildArgs) {
    Optional<String> flag = arguments.last(Flags.SOURCE_DATE_EPOCH);
    if (flag.isPresent()) {
      return OptionalLong.of(
          number(Flags.SOURCE_DATE_EPOCH.longName(), flag.get(), Long.MAX_VALUE));
    }
    String argument = buildArgs.getOrDefault(EPOCH, "");
    if (!argument.isEmpty()) {
      return isNumber(argument)
          ? OptionalLong.of(number("--build-arg " + EPOCH, argument, Long.MAX_VALUE))
          : OptionalLong.empty();
    }
    Optional<String> variable = session.variable(EPOCH);
    return variable.isPresent()
        ? OptionalLong.of(number("$" + EPOCH, variable.get(), Long.MAX_VALUE))
        : OptionalLong.empty();
  }

  /** Signs and digits, be it too large a number or no time. */
  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '-' || c == '+');
  }

  private List<Output> outputs(List<String> tags) {
    List<Output> outputs = new ArrayList<>();
    for (String text : arguments.all(Flags.OUTPUT)) {
      outputs.add(OutputSpec.parse(text));
    }
    boolean pushes = outputs.stream().anyMatch(Output.Registry.class::isInstance);
    if (arguments.isOn(Flags.PUSH) && !pushes) {
      outputs.add(new Output.Registry());
      pushes = true;
    }
    if (arguments.isOn(Flags.PUSH_BY_DIGEST)) {
      if (!pushes) {
        throw CommandLineError.of("flag --push-by-digest: nothing is pushed, add --push");
      }
      outputs.replaceAll(o -> o instanceof Output.Registry ? new Output.Registry(true) : o);
    }
    if (pushes && tags.isEmpty()) {
      throw CommandLineError.of("a push needs a name: add --tag NAME");
    }
    if (outputs.stream().filter(OutputSpec::isStandardOutput).count() > 1) {
      throw CommandLineError.of("only one output can go to standard output");
    }
    return outputs;
  }

  private <T> Optional<T> value(Flag flag, Function<String, T> parser) {
    return arguments.last(flag).map(text -> valueOf(flag, text, parser));
  }

  private static <T> T valueOf(Flag flag, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw CommandLineError.of("flag " + flag.longName() + ": " + e.getMessage());
    }
  }

  private static long number(String what, String text, long max) {
    try {
      long number = Long.parseLong(text);
      if (number >= 0 && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw notANumber(what, text);
    }
    throw notANumber(what, text);
  }

  private static BuildException notANumber(String what, String text) {
    return CommandLineError.of(what + " \"" + text + "\": not a whole number from 0 on");
  }
}
