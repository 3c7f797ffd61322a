// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs several command lines in one JVM, so that an archive of the classes that it loads serves all
 * of them. Used at packaging only.
 */
final class Rehearsal {
  private Rehearsal() {}

  /** Takes a file: an argument a line, an empty line after each command line. */
  public static void main(String[] args) throws IOException {
    List<String> command = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      if (!line.isEmpty()) {
        command.add(line);
        continue;
      }
      int code = Cli.run(List.copyOf(command), Main.session());
      System.err.println(String.join(" ", command) + ": " + code);
      command.clear();
    }
    Main.main(new String[] {"--help"});
  }
}
