// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files below a directory of the host, listed by a launcher process, which ends with this
 * object or with this JVM. Links are not followed, on the way neither. Safe for many threads, one
 * at a time.
 */
public final class HostFiles implements AutoCloseable {
  // What is asked at once fits into a pipe, so that neither side waits for the other to read.
  private static final int BATCH_BYTES = 32 * 1024;

  private final Path root;
  private final NativeLauncher launcher;
  private @Nullable Process process;

  private HostFiles(Path root, NativeLauncher launcher) {
    this.root = root;
    this.launcher = launcher;
  }

  /** The files below {@code root}, an absolute directory; the first question starts the process. */
  public static HostFiles below(Path root, NativeLauncher launcher) {
    return new HostFiles(root, launcher);
  }

  /** The file at {@code path}, relative to the root, "" for the root itself; empty if none. */
  public synchronized Optional<HostFile> file(byte[] path) throws IOException {
    List<HostFile> found = ask('e', List.of(path)).get(0);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
  }

  /** What is in each of {@code directories}, in no particular order; nothing if it is none. */
  public synchronized List<List<HostFile>> list(List<byte[]> directories) throws IOException {
    return ask('d', directories);
  }

  private List<List<HostFile>> ask(char kind, List<byte[]> paths) throws IOException {
    Process lister = process == null ? launcher.start("--list", root.toString()) : process;
    process = lister;
    List<List<HostFile>> found = new ArrayList<>(paths.size());
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    for (byte[] path : paths) {
      if (batch.size() + path.length + 2 > BATCH_BYTES) {
        exchange(lister, batch, paths, found);
      }
      batch.write(kind);
      batch.writeBytes(path);
      batch.write(0);
    }
    exchange(lister, batch, paths, found);
    return found;
  }

  /** Asks what is in {@code batch}, and adds the answers to {@code found}. */
  private void exchange(
      Process lister, ByteArrayOutputStream batch, List<byte[]> paths, List<List<HostFile>> found)
      throws IOException {
    int count = 0;
    for (byte b : batch.toByteArray()) {
      count += b == 0 ? 1 : 0;
    }
    List<ListAnswers.Answer> answers;
    try {
      batch.writeTo(lister.getOutputStream());
      lister.getOutputStream().flush();
      answers = ListAnswers.read(lister.getInputStream(), count);
    } catch (IOException e) {
      throw ended(lister, e);
    }
    batch.reset();
    for (ListAnswers.Answer answer : answers) {
      if (!answer.error().isEmpty()) {
        String path = new String(paths.get(found.size()), StandardCharsets.UTF_8);
        throw new FileSystemException(root.resolve(path).toString(), null, answer.error());
      }
      found.add(answer.files());
    }
  }

  private IOException ended(Process lister, IOException cause) throws IOException {
    byte[] errors = lister.getErrorStream().readAllBytes();
    String why = LauncherReport.parse(errors).error().orElse(String.valueOf(cause.getMessage()));
    return new IOException("cannot list files below " + root + ": " + why, cause);
  }

  /** Ends the process, and waits until it is gone. */
  @Override
  public synchronized void close() {
    if (process == null) {
      return;
    }
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
