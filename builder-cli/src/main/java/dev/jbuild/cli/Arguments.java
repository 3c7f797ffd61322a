// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * A command line, parsed: the values of flags, and what else was given.
 *
 * <p>As in Docker's commands, flags may stand anywhere, {@code --flag value} and {@code
 * --flag=value} are the same, short ones may be joined ({@code -qt NAME}), and {@code --} ends
 * them. Not a library's parser because loading one takes longer than a cached build; see
 * docs/decisions.
 */
final class Arguments {
  private final IdentityHashMap<Flag, List<String>> values = new IdentityHashMap<>();
  private final List<String> operands = new ArrayList<>();

  private Arguments() {}

  /** Parses; a COMMAND_LINE failure names the flag that is wrong. */
  static Arguments parse(List<String> args, Command command) {
    Arguments result = new Arguments();
    int i = 0;
    while (i < args.size()) {
      String arg = args.get(i);
      i++;
      if (arg.equals("--")) {
        result.operands.addAll(args.subList(i, args.size()));
        break;
      } else if (arg.startsWith("--")) {
        i = result.takeLong(arg, args, i, command);
      } else if (arg.startsWith("-") && arg.length() > 1) {
        i = result.takeShort(arg, args, i, command);
      } else {
        result.operands.add(arg);
      }
    }
    return result;
  }

  /** What was given besides flags. */
  List<String> operands() {
    return List.copyOf(operands);
  }

  /** All values of a flag, in their order. */
  List<String> all(Flag flag) {
    return List.copyOf(values.getOrDefault(flag, List.of()));
  }

  /** The last value of a flag. */
  Optional<String> last(Flag flag) {
    List<String> all = all(flag);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** Whether a switch is on. */
  boolean isOn(Flag flag) {
    return last(flag).filter("true"::equals).isPresent();
  }

  private int takeLong(String arg, List<String> args, int next, Command command) {
    int equals = arg.indexOf('=');
    String name = equals < 0 ? arg : arg.substring(0, equals);
    Flag flag = command.flag(name).orElseThrow(() -> UnknownFlags.failure(name, command));
    if (equals >= 0) {
      add(flag, name, arg.substring(equals + 1));
      return next;
    }
    return takeValue(flag, name, args, next);
  }

  private int takeShort(String arg, List<String> args, int next, Command command) {
    for (int k = 1; k < arg.length(); k++) {
      String name = "-" + arg.charAt(k);
      Flag flag =
          command
              .flag(name)
              .orElseThrow(
                  () ->
                      UnknownFlags.failure(arg.length() == 2 ? arg : name + " in " + arg, command));
      String rest = arg.substring(k + 1);
      if (rest.startsWith("=")) {
        add(flag, name, rest.substring(1));
        return next;
      }
      if (flag.kind() == Flag.Kind.VALUE && !rest.isEmpty()) {
        add(flag, name, rest);
        return next;
      }
      if (rest.isEmpty()) {
        return takeValue(flag, name, args, next);
      }
      add(flag, name, "true");
    }
    throw new AssertionError(arg);
  }

  /** Adds the value that follows, if this flag needs one; returns the index after it. */
  private int takeValue(Flag flag, String name, List<String> args, int next) {
    if (flag.kind() != Flag.Kind.VALUE) {
      add(flag, name, "true");
      return next;
    }
    if (next >= args.size()) {
      throw CommandLineError.of(
          "flag " + name + " needs a value, as in " + name + " " + flag.value());
    }
    add(flag, name, args.get(next));
    return next + 1;
  }

  private void add(Flag flag, String name, String value) {
    String given = value;
    if (flag.kind() == Flag.Kind.SWITCH) {
      given =
          switch (value) {
            case "true", "1" -> "true";
            case "false", "0" -> "false";
            default ->
                throw CommandLineError.of(
                    "flag " + name + " is either true or false, not \"" + value + "\"");
          };
    }
    values.computeIfAbsent(flag, f -> new ArrayList<>()).add(given);
  }
}
