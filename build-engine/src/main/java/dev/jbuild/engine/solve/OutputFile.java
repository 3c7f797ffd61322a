// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.Output;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files that the user names. */
final class OutputFile {
  private static final int BUFFER_BYTES = 1 << 17;

  private OutputFile() {}

  /** What goes into a file. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes {@code dest}: a file is there whole or not at all, while pipes and devices are written
   * to. A symbolic link stays one. {@link Output#STANDARD_OUTPUT} is standard output.
   */
  static void write(Path dest, Content content) throws IOException {
    if (dest.equals(Output.STANDARD_OUTPUT)) {
      writeTo(new FileOutputStream(FileDescriptor.out), content);
      return;
    }
    if (Files.isDirectory(dest)) {
      throw new BuildException(
          ExitCode.COMMAND_LINE, "cannot write " + dest + ": it is a directory, name a file");
    }
    Path file = Files.exists(dest) ? dest.toRealPath() : dest.toAbsolutePath();
    Path directory = file.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new BuildException(
          ExitCode.COMMAND_LINE, "cannot write " + dest + ": its directory doesn't exist");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
        writeTo(out, content);
      }
      return;
    }
    replace(file, directory, content);
  }

  private static void replace(Path file, Path directory, Content content) throws IOException {
    // Not createTempFile, whose files nobody else may read.
    Path temporary =
        directory.resolve("." + file.getFileName() + "." + ProcessHandle.current().pid());
    Files.deleteIfExists(temporary);
    try {
      try (OutputStream out =
          Files.newOutputStream(
              temporary,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE)) {
        writeTo(out, content);
      }
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void writeTo(OutputStream out, Content content) throws IOException {
    OutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
    content.writeTo(buffered);
    buffered.flush();
  }
}
