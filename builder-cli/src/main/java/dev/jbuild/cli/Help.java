// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

/** The text of {@code --help}. */
final class Help {
  private static final int COLUMN = 34;

  private Help() {}

  /** All commands, and the flags of the one that is used most. */
  static String overview() {
    StringBuilder text =
        new StringBuilder("Builds OCI images from Dockerfiles: no daemon, no root.\n\n");
    text.append(
        "Usage: jbuild [build] [flags] CONTEXT\n       jbuild COMMAND [flags] ...\n\nCommands:\n");
    for (Command command : Commands.ALL) {
      line(text, "  " + command.name(), command.summary());
    }
    text.append("\nFlags of build:\n");
    flags(text, Flags.BUILD);
    text.append("\njbuild COMMAND --help tells the flags of another command, ");
    return text.append("jbuild --version the version.\n").toString();
  }

  /** One command and its flags. */
  static String of(Command command) {
    StringBuilder text = new StringBuilder("Usage: jbuild ").append(command.name());
    text.append(" [flags] ").append(command.operands()).append("\n\n");
    text.append(Character.toUpperCase(command.summary().charAt(0)));
    text.append(command.summary().substring(1)).append(".\n");
    flags(text, command);
    return text.toString();
  }

  private static void flags(StringBuilder text, Command command) {
    for (FlagGroup group : command.flags()) {
      text.append("\n").append(group.title()).append(":\n");
      for (Flag flag : group.flags()) {
        line(text, names(flag), flag.help());
      }
    }
  }

  private static String names(Flag flag) {
    String indent = flag.names().size() == 1 ? "      " : "  ";
    String names = indent + String.join(", ", flag.names());
    return switch (flag.kind()) {
      case SWITCH -> names;
      case VALUE -> names + " " + flag.value();
      case OPTIONAL_VALUE -> names + "[=" + flag.value() + "]";
    };
  }

  private static void line(StringBuilder text, String left, String right) {
    text.append(left);
    if (left.length() > COLUMN - 2) {
      text.append("\n").append(" ".repeat(COLUMN));
    } else {
      text.append(" ".repeat(COLUMN - left.length()));
    }
    text.append(right).append("\n");
  }
}
