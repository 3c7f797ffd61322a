// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
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

  /** The text that {@code cpp} makes of this; {@code #include "…"} is looked for in a directory. */
  static byte[] run(String fileName, byte[] text, Path directory) throws IOException {
    Path messages = Files.createTempFile("jbuild-cpp", "");
    try {
      Process cpp = start(fileName, directory, messages);
      // A file, not a pipe: cpp may write before it has read all.
      byte[] made = exchange(cpp, text);
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

  private static Process start(String fileName, Path directory, Path messages) {
    List<String> command =
        List.of("cpp", "-E", "-iquote", directory.toString(), "-traditional", "-undef", "-");
    try {
      return new ProcessBuilder(command).redirectError(messages.toFile()).start();
    } catch (IOException e) {
      throw new BuildException(
          ExitCode.HOST,
          fileName
              + " has to go through the C preprocessor, as its name ends in .in, but cpp can't be"
              + " started: install it, or rename the file",
          e);
    }
  }

  private static byte[] exchange(Process cpp, byte[] text) throws IOException {
    Thread writer =
        new Thread(
            () -> {
              try (OutputStream in = cpp.getOutputStream()) {
                in.write(text);
              } catch (IOException e) {
                // It has ended early, and its exit status says so.
                return;
              }
            },
            "cpp-input");
    writer.setDaemon(true);
    writer.start();
    return cpp.getInputStream().readAllBytes();
  }
}
