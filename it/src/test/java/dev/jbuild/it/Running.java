// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that was started and what it has printed so far. */
record Running(Command command, Process process, Path out, Path err, long startedNanos) {

  /** Waits for its end, ends it if that takes too long, and removes the files of its output. */
  Finished await() throws IOException {
    try {
      if (!process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        throw new AssertionError(
            command.words() + " did not end within " + command.timeout() + "\n" + printedSoFar());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + command.words(), e);
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - startedNanos);
    Finished finished = new Finished(command, process.exitValue(), read(out), read(err), elapsed);
    Files.delete(out);
    Files.delete(err);
    return finished;
  }

  /** Waits until it has printed {@code text}; fails if it ends before. */
  void awaitOutput(String text) {
    Eventually.within(
        Duration.ofSeconds(60),
        "'" + text + "' in the output of " + command.words(),
        () -> {
          boolean ended = !process.isAlive();
          boolean seen = printedSoFar().contains(text);
          if (ended && !seen) {
            throw new AssertionError(
                command.words() + " ended without '" + text + "'\n" + printedSoFar());
          }
          return seen;
        });
  }

  /** Sends a signal to this one process. */
  void signal(String name) throws IOException {
    Command.of("kill", "-" + name, String.valueOf(process.pid())).run().ok();
  }

  String printedSoFar() {
    return read(out) + read(err);
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
