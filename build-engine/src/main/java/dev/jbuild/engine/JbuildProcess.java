// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import dev.jbuild.oci.OciException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Builds in a child process: the way to use jbuild from any JVM.
 *
 * <p>A JVM can't enter a user namespace once it runs, so that a library alone could not run steps.
 * The child gets the {@link BuildRequest} on its standard input and tells its {@link BuildEvent}s
 * on its standard output. It ends when this process does, whatever ends it: its input closes then.
 */
public final class JbuildProcess {
  /** The hidden flag that makes {@code jbuild} read a request. */
  public static final String REQUEST_FLAG = "--request-from-stdin";

  private static final int STDERR_LIMIT_CHARS = 64 * 1024;

  /** The words before the arguments, for a storage root. */
  private interface Launch {
    List<String> command(Path root) throws IOException;
  }

  private final Launch launch;

  /**
   * Runs {@code launcherOrDistribution}: the program {@code jbuild}, or what it was unpacked to.
   */
  public JbuildProcess(Path launcherOrDistribution) {
    Path launcher =
        Files.isDirectory(launcherOrDistribution)
            ? launcherOrDistribution.resolve("bin").resolve("jbuild")
            : launcherOrDistribution;
    this.launch = root -> List.of(launcher.toAbsolutePath().toString());
  }

  private JbuildProcess(Launch launch) {
    this.launch = launch;
  }

  /**
   * Runs the Java of this process with the jars of jbuild, {@code builder-cli} and all that it
   * needs: what a build tool gets from a repository. The native launcher that is in them is
   * unpacked into the storage root, once, under a name with its digest.
   */
  public static JbuildProcess ofClassPath(List<Path> jars) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String classPath =
        jars.stream()
            .map(jar -> jar.toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    return new JbuildProcess(root -> NativeStart.command(root, java, classPath));
  }

  /**
   * Fails with a BuildException where no child can be started at all: builds need Linux.
   *
   * @param system as the property {@code os.name} has it
   */
  public static void requireLinux(String system) {
    if (!system.equals("Linux")) {
      throw new BuildException(
              ExitCode.HOST, "jbuild builds images on Linux only, and this is " + system)
          .withHint("run the build in a Linux container, virtual machine, WSL 2 or CI job");
    }
  }

  /**
   * Builds, and tells {@code progress} what happens, from one thread.
   *
   * <p>Fails with a {@link BuildException} that has the child's exit code and message. When this
   * thread is interrupted, the child is stopped, and the exception's code is {@link
   * ExitCode#INTERRUPTED}.
   */
  public BuildResult build(BuildRequest request, BuildProgress progress) {
    Process child = start(request.root(), List.of(REQUEST_FLAG), false);
    Runtime runtime = Runtime.getRuntime();
    CompletableFuture<String> errorText =
        CompletableFuture.supplyAsync(() -> drain(child), JbuildProcess::inOwnThread);
    CompletableFuture<Optional<EventJson.Message>> ending =
        CompletableFuture.supplyAsync(
            () -> converse(child, request, progress), JbuildProcess::inOwnThread);
    Thread stopper = new Thread(child::destroy, "jbuild-stop");
    runtime.addShutdownHook(stopper);
    try {
      int status = child.waitFor();
      return conclude(ending.get(), status, errorText.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BuildException(ExitCode.INTERRUPTED, "the build was interrupted", e);
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      stop(child);
      removeHook(runtime, stopper);
    }
  }

  /**
   * Runs another command of {@code jbuild}, and tells {@code lines} what it prints, on standard
   * output or standard error.
   *
   * @param root where the launcher is unpacked to; the command is told by its {@code --root}
   */
  public ExitCode run(Path root, List<String> arguments, Consumer<String> lines) {
    Process child = start(root, arguments, true);
    try (BufferedReader output = child.inputReader(StandardCharsets.UTF_8)) {
      child.getOutputStream().close();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.accept(line);
      }
      int status = child.waitFor();
      return status == 0 ? ExitCode.OK : codeOf(status);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BuildException(ExitCode.INTERRUPTED, "jbuild was interrupted", e);
    } finally {
      stop(child);
    }
  }

  private Process start(Path root, List<String> arguments, boolean together) {
    requireLinux(System.getProperty("os.name"));
    List<String> command = new ArrayList<>();
    try {
      command.addAll(launch.command(root));
      command.addAll(arguments);
      return new ProcessBuilder(command).redirectErrorStream(together).start();
    } catch (IOException e) {
      String what = command.isEmpty() ? "jbuild's native launcher" : command.get(0);
      throw new BuildException(ExitCode.HOST, "could not start " + what + ": " + e.getMessage(), e);
    }
  }

  private static void inOwnThread(Runnable task) {
    Thread thread = new Thread(task, "jbuild-child");
    thread.setDaemon(true);
    thread.start();
  }

  /** Sends the request, keeps the child's input open, and reads its messages to the last. */
  private static Optional<EventJson.Message> converse(
      Process child, BuildRequest request, BuildProgress progress) {
    boolean read = false;
    try (BufferedReader output = child.inputReader(StandardCharsets.UTF_8)) {
      send(child.getOutputStream(), RequestJson.write(request));
      Optional<EventJson.Message> last = Optional.empty();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        EventJson.Message message = EventJson.read(line.getBytes(StandardCharsets.UTF_8));
        if (message instanceof EventJson.Event e) {
          progress.on(e.event());
        } else {
          last = Optional.of(message);
        }
      }
      read = true;
      return last;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (!read) {
        child.destroy();
      }
    }
  }

  private static void send(OutputStream input, byte[] request) {
    try {
      input.write(request);
      input.write('\n');
      input.flush();
    } catch (IOException e) {
      // The child has ended already: its last message, or its status and standard error, say why.
    }
  }

  /** The end of what the child said outside of the protocol. */
  private static String drain(Process child) {
    StringBuilder text = new StringBuilder();
    char[] buffer = new char[8192];
    try (InputStreamReader reader =
        new InputStreamReader(child.getErrorStream(), StandardCharsets.UTF_8)) {
      for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
        text.append(buffer, 0, n);
        if (text.length() > STDERR_LIMIT_CHARS) {
          text.delete(0, text.length() - STDERR_LIMIT_CHARS);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().strip();
  }

  private static BuildResult conclude(
      Optional<EventJson.Message> ending, int status, String errorText) {
    if (ending.isPresent() && ending.get() instanceof EventJson.Result r) {
      return r.result();
    }
    if (ending.isPresent() && ending.get() instanceof EventJson.Failure f) {
      throw rethrown(f.report());
    }
    String detail = errorText.isEmpty() ? "" : "\n" + errorText;
    throw new BuildException(
        codeOf(status), "jbuild ended with status " + status + " without a result" + detail);
  }

  private static BuildException rethrown(ErrorReport report) {
    String prefix = "error: ";
    if (report.text().startsWith(prefix)) {
      return new BuildException(report.exitCode(), report.text().substring(prefix.length()));
    }
    return new BuildException(
        report.exitCode(),
        report.text(),
        report.text(),
        new IllegalStateException("the failure is in the child process"));
  }

  private static ExitCode codeOf(int status) {
    for (ExitCode code : ExitCode.values()) {
      if (code != ExitCode.OK && code.code() == status) {
        return code;
      }
    }
    return status == 143 ? ExitCode.INTERRUPTED : ExitCode.BUG;
  }

  private static RuntimeException failure(ExecutionException e) {
    Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
    if (cause instanceof UncheckedIOException io) {
      return new BuildException(
          ExitCode.HOST, "lost the connection to the child process: " + io.getMessage(), io);
    }
    if (cause instanceof OciException || cause instanceof IllegalArgumentException) {
      return new BuildException(
          ExitCode.BUG, "could not read a message of the child: " + cause.getMessage(), cause);
    }
    return cause instanceof RuntimeException r ? r : new IllegalStateException(cause);
  }

  /** Asks the child to end and gives it two seconds; keeps the thread's interrupted state. */
  private static void stop(Process child) {
    boolean interrupted = Thread.interrupted();
    child.destroy();
    try {
      if (!child.waitFor(2, TimeUnit.SECONDS)) {
        child.destroyForcibly();
      }
    } catch (InterruptedException e) {
      child.destroyForcibly();
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeHook(Runtime runtime, Thread hook) {
    try {
      runtime.removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM is going down, so that the hook runs, or has run.
    }
  }
}
