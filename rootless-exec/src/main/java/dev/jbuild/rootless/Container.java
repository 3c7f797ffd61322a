// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One running container: a launcher process and, in namespaces of its own, whatever the program
 * starts.
 *
 * <p>The pipe to the launcher is its life line: when it closes, because of {@link #close} or
 * because this JVM ends in whatever way, the kernel kills every process in the container. Nothing
 * outlives the container's first process either.
 */
public final class Container implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final long PATIENCE_SECONDS = 5;

  private final Process process;
  private final OutputStream lifeLine;
  private final Thread reader;
  private final AtomicReference<Exception> outputFailure = new AtomicReference<>();

  private Container(Process process, OutputConsumer output) {
    this.process = process;
    this.lifeLine = process.getOutputStream();
    this.reader = new Thread(() -> read(output), "container-output");
    reader.setDaemon(true);
  }

  /**
   * Runs a container to its end. When the thread is interrupted the container is killed first.
   *
   * @throws RootlessException if the container could not be set up
   */
  public static ExitStatus run(NativeLauncher launcher, ContainerSpec spec, OutputConsumer output)
      throws IOException, InterruptedException {
    try (Container container = start(launcher, spec, output)) {
      return container.await();
    }
  }

  /** Starts a container. It may still fail to be set up: {@link #await} tells. */
  public static Container start(NativeLauncher launcher, ContainerSpec spec, OutputConsumer output)
      throws IOException {
    byte[] description = Description.of(spec);
    Container container = new Container(launcher.start("--run"), output);
    container.reader.start();
    try {
      container.lifeLine.write(description);
      container.lifeLine.flush();
    } catch (IOException e) {
      // The launcher ended early and has said why on its standard error: await() reads it.
      container.outputFailure.compareAndSet(null, e);
    }
    return container;
  }

  /** Waits for the end of the container and of its output. */
  public ExitStatus await() throws IOException, InterruptedException {
    process.waitFor();
    reader.join();
    LauncherReport report = LauncherReport.parse(process.getErrorStream().readAllBytes());
    if (report.error().isPresent()) {
      throw new RootlessException(report.error().get());
    }
    Exception failure = outputFailure.get();
    if (failure != null) {
      throw new IOException("cannot take the output of the container: " + failure, failure);
    }
    if (report.has("killed")) {
      throw new RootlessException("the container was killed before its end");
    }
    return report
        .status()
        .orElseThrow(() -> new RootlessException("the launcher ended without a result: " + report));
  }

  /** Kills the container if it still runs, and waits until nothing of it is left. */
  @Override
  public void close() {
    cutLifeLine();
    boolean interrupted = Thread.interrupted();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(OutputConsumer output) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream stream = process.getInputStream()) {
      for (int length = stream.read(buffer); length >= 0; length = stream.read(buffer)) {
        output.accept(buffer, length);
      }
    } catch (IOException | RuntimeException e) {
      outputFailure.set(e);
      cutLifeLine();
    }
  }

  private void cutLifeLine() {
    try {
      lifeLine.close();
    } catch (IOException e) {
      // Only a launcher that is gone makes this fail, and then there is nothing to kill.
      process.destroyForcibly();
    }
  }
}
