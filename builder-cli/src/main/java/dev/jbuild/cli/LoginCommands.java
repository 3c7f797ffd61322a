// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.RegistryAccess;
import dev.jbuild.engine.RegistryLogins;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code jbuild login} and {@code logout}. */
final class LoginCommands {
  private static final String DOCKER_HUB = "docker.io";

  private LoginCommands() {}

  static void login(Arguments arguments, Session session) throws IOException {
    String place = place(arguments);
    String user = user(arguments);
    String password = password(arguments, session);
    RegistryAccess.Login login = new RegistryAccess.Login(user, password);
    Path file = new RegistryLogins(RegistryFlags.parse(arguments)).login(place, login);
    session.err().println("login to " + place + " stored in " + file);
  }

  static void logout(Arguments arguments, Session session) {
    String place = place(arguments);
    Path file = new RegistryLogins(RegistryFlags.parse(arguments)).logout(place);
    session.err().println("login to " + place + " removed from " + file);
  }

  private static String place(Arguments arguments) {
    List<String> operands = arguments.operands();
    if (operands.size() > 1) {
      throw CommandLineError.of(
          "unexpected argument " + operands.get(1) + ": one registry is enough");
    }
    return operands.isEmpty() ? DOCKER_HUB : operands.get(0);
  }

  private static String user(Arguments arguments) {
    return arguments
        .last(Flags.USERNAME)
        .or(() -> console().map(c -> c.readLine("Username: ")))
        .filter(u -> !u.isEmpty())
        .orElseThrow(() -> CommandLineError.of("the user's name is missing: add --username USER"));
  }

  private static String password(Arguments arguments, Session session) throws IOException {
    if (arguments.isOn(Flags.PASSWORD_STDIN)) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(session.in(), StandardCharsets.UTF_8));
      String line = in.readLine();
      if (line == null || line.isEmpty()) {
        throw CommandLineError.of("there is no password on standard input");
      }
      return line;
    }
    Optional<String> given = arguments.last(Flags.PASSWORD);
    if (given.isPresent()) {
      return given.get();
    }
    return console()
        .map(c -> new String(c.readPassword("Password: ")))
        .orElseThrow(() -> CommandLineError.of("the password is missing: add --password-stdin"));
  }

  private static Optional<Console> console() {
    return Terminal.isStandardInput() && Terminal.isStandardOutput()
        ? Optional.ofNullable(System.console())
        : Optional.empty();
  }
}
