// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.Call;
import dev.jbuild.engine.ErrorReport;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.JbuildProcess;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds the command of a command line and runs it. */
final class Cli {
  private Cli() {}

  /** Runs one command line; failures are told on standard error and become the exit code. */
  static int run(List<String> args, Session session) {
    try {
      if (args.equals(List.of(JbuildProcess.REQUEST_FLAG))) {
        return RequestCommand.run(session);
      }
      dispatch(args, session);
      if (session.out().checkError()) {
        throw new BuildException(ExitCode.HOST, "could not write to standard output");
      }
      return ExitCode.OK.code();
    } catch (Throwable e) {
      ErrorReport report = ErrorReport.of(e);
      session.err().println(report.text());
      return report.exitCode().code();
    }
  }

  private static void dispatch(List<String> args, Session session) throws IOException {
    if (args.isEmpty()) {
      throw CommandLineError.withHint("the build context is missing", "jbuild --help");
    }
    String first = args.get(0);
    switch (first) {
      case "-h", "--help" -> session.print(Help.overview());
      case "-v", "--version", "version" -> session.print(Version.line());
      case "help" -> help(args.subList(1, args.size()), session);
      default -> {
        Optional<Command> named = first.startsWith("-") ? Optional.empty() : Commands.of(args);
        int words = named.map(c -> c.name().split(" ").length).orElse(0);
        run(named.orElse(Flags.BUILD), args.subList(words, args.size()), session);
      }
    }
  }

  private static void run(Command command, List<String> args, Session session) throws IOException {
    Arguments arguments = Arguments.parse(args, command);
    if (arguments.isOn(Flags.HELP)) {
      session.print(Help.of(command));
      return;
    }
    Isolation.check(arguments);
    switch (command.name()) {
      case "build" -> BuildCommand.run(arguments, session);
      case "check" -> CallCommand.run(Call.CHECK, CallSpec.ofCheck(arguments), arguments, session);
      case "push" -> ImageCommands.push(arguments, session);
      case "pull" -> ImageCommands.pull(arguments, session);
      case "copy" -> CopyCommands.copy(arguments, session);
      case "save" -> CopyCommands.save(arguments, session);
      case "load" -> CopyCommands.load(arguments, session);
      case "images" -> ImageCommands.list(arguments, session);
      case "inspect" -> ImageCommands.inspect(arguments, session);
      case "history" -> ImageCommands.history(arguments, session);
      case "tag" -> ImageCommands.tag(arguments, session);
      case "prune" -> StorageCommands.prune(arguments, session);
      case "system df" -> StorageCommands.usage(arguments, session);
      case "system check" -> StorageCommands.check(arguments, session);
      case "rmi" -> ImageCommands.remove(arguments, session);
      case "login" -> LoginCommands.login(arguments, session);
      case "logout" -> LoginCommands.logout(arguments, session);
      case "doctor" -> DoctorCommand.run(arguments, session);
      default -> throw new AssertionError(command);
    }
  }

  private static void help(List<String> names, Session session) {
    if (names.isEmpty()) {
      session.print(Help.overview());
      return;
    }
    String name = names.get(0);
    Command command =
        Commands.of(names)
            .orElseThrow(
                () ->
                    CommandLineError.withHint(
                        "unknown command " + name,
                        Commands.nearest(name)
                            .map(n -> "did you mean " + n + "?")
                            .orElse("jbuild --help lists the commands")));
    session.print(Help.of(command));
  }
}
