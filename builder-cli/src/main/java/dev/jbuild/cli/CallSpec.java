// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.Call;
import dev.jbuild.engine.CallFormat;
import java.util.List;
import java.util.Optional;

/**
 * What {@code --call=METHOD[,format=FORMAT]} and {@code --check} ask for.
 *
 * @param call empty for a build
 */
record CallSpec(Optional<Call> call, CallFormat format) {
  private static final String FORMAT = "format=";

  /** What the arguments of build ask for. */
  static CallSpec of(Arguments arguments) {
    Optional<String> call = arguments.last(Flags.CALL);
    if (arguments.isOn(Flags.CHECK)) {
      Optional<CallSpec> given = call.map(CallSpec::parse);
      if (given.filter(g -> !g.call.equals(Optional.of(Call.CHECK))).isPresent()) {
        throw CommandLineError.of("flags --check and --call ask for different things");
      }
      return given.orElse(new CallSpec(Optional.of(Call.CHECK), CallFormat.TEXT));
    }
    return call.map(CallSpec::parse).orElse(new CallSpec(Optional.empty(), CallFormat.TEXT));
  }

  /** What the arguments of the command check ask for. */
  static CallSpec ofCheck(Arguments arguments) {
    CallFormat format =
        arguments.last(Flags.CHECK_FORMAT).map(CallSpec::format).orElse(CallFormat.TEXT);
    return new CallSpec(Optional.of(Call.CHECK), format);
  }

  private static CallSpec parse(String text) {
    List<String> parts = List.of(text.split(",", -1));
    CallFormat format = CallFormat.TEXT;
    for (String part : parts.subList(1, parts.size())) {
      if (!part.startsWith(FORMAT)) {
        throw CommandLineError.of(
            "flag --call=" + text + ": \"" + part + "\" is not of the form format=FORMAT");
      }
      format = format(part.substring(FORMAT.length()));
    }
    return new CallSpec(method(parts.get(0)), format);
  }

  private static Optional<Call> method(String name) {
    return switch (name) {
      case "build" -> Optional.empty();
      case "check", "lint" -> Optional.of(Call.CHECK);
      case "outline" -> Optional.of(Call.OUTLINE);
      case "targets" -> Optional.of(Call.TARGETS);
      default -> {
        List<String> known = List.of("build", "check", "outline", "targets");
        throw CommandLineError.withHint(
            "flag --call: unknown method " + name,
            Suggestion.nearest(name, known)
                .map(near -> "did you mean " + near + "?")
                .orElse("known are build, check, outline and targets"));
      }
    };
  }

  private static CallFormat format(String name) {
    return switch (name) {
      case "text" -> CallFormat.TEXT;
      case "json" -> CallFormat.JSON;
      case "sarif" -> CallFormat.SARIF;
      default ->
          throw CommandLineError.of("unknown format " + name + ", known are text, json and sarif");
    };
  }
}
