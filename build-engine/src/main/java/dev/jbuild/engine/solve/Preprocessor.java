// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Dockerfiles whose name ends in {@code .in} go through this host's C preprocessor first, as with
 * buildah. The lines that it writes about places begin with {@code #}: they are comments.
 */
final class Preprocessor {
  private static final String SUFFIX = ".in";

  private Preprocessor() {}

  static boolean isFor(String fileName) {
    return fileName.endsWith(SUFFIX);
  }

  /** The text that {@code cpp} makes of a file; {@code #include "…"} is looked for beside it. */
  static byte[] run(String fileName, Path file) throws IOException {
    // Not a pipe: cpp may complain of more than that holds before its output ends.
    Path messages = Files.createTempFile("jbuild-cpp", "");
    try {
      Process cpp = start(fileName, file, messages);
      byte[] made = cpp.getInputStream().readAllBytes();
      if (cpp.waitFor() != 0) {
        String why = Files.readString(messages, StandardCharsets.UTF_8).strip();
        throw new BuildException(
            ExitCode.DOCKERFILE, "the C preprocessor refuses " + fileName + ":\n" + why);
      }
      return made;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Futures.interrupted();
    } finally {
      Files.deleteIfExists(messages);
    }
  }

  private static Process start(String fileName, Path file, Path messages) {
    String directory = String.valueOf(file.toAbsolutePath().getParent());
    List<String> command =
        List.of("cpp", "-E", "-iquote", directory, "-traditional", "-undef", "-");
    try {
      return new ProcessBuilder(command)
          .redirectInput(file.toFile())
          .redirectError(messages.toFile())
          .start();
    } catch (IOException e) {
      throw new BuildException(
          ExitCode.HOST,
          fileName
              + " has to go through the C preprocessor, as its name ends in .in, but cpp can't be"
              + " started: install it, or rename the file",
          e);
    }
  }
}
