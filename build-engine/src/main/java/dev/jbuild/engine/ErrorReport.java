// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.layer.LayerException;
import dev.jbuild.oci.OciException;
import dev.jbuild.registry.RegistryException;
import dev.jbuild.rootless.RootlessException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * The one place where an exception becomes an exit code and a text for the user.
 *
 * @param text without a newline at its end
 */
public record ErrorReport(ExitCode exitCode, String text) {
  /** Stands between what is wrong and what to do about it. */
  public static final String HINT = "\n     = hint: ";

  /** Tells {@code failure}, or the failure inside wrappers of other threads. */
  public static ErrorReport of(Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof BuildException e) {
      return new ErrorReport(e.exitCode(), e.rendered().orElse("error: " + e.getMessage()));
    }
    if (cause instanceof DockerfileException e) {
      return new ErrorReport(ExitCode.DOCKERFILE, String.valueOf(e.getMessage()));
    }
    if (cause instanceof RegistryException) {
      return error(ExitCode.REGISTRY, cause);
    }
    if (cause instanceof RootlessException) {
      return error(ExitCode.HOST, cause);
    }
    if (cause instanceof LayerException || cause instanceof OciException) {
      return error(ExitCode.REGISTRY, cause);
    }
    if (cause instanceof IOException e) {
      return new ErrorReport(ExitCode.HOST, "error: " + describe(e));
    }
    if (cause instanceof InterruptedException) {
      return new ErrorReport(ExitCode.INTERRUPTED, "interrupted");
    }
    if (cause instanceof OutOfMemoryError) {
      return new ErrorReport(
          ExitCode.HOST,
          "error: out of memory: "
              + cause.getMessage()
              + HINT
              + "JBUILD_JAVA_OPTIONS=-Xmx2g gives jbuild more");
    }
    return bug(cause);
  }

  /** An I/O failure in words: what the system said, on which file, and what helps. */
  public static String describe(IOException e) {
    if (e instanceof FileSystemException f) {
      String reason =
          f instanceof NoSuchFileException
              ? "no such file or directory"
              : f instanceof AccessDeniedException
                  ? "permission denied"
                  : f.getReason() == null ? f.getClass().getSimpleName() : f.getReason();
      return withHint(f.getFile() + ": " + reason.toLowerCase(Locale.ROOT));
    }
    return withHint(String.valueOf(e.getMessage()));
  }

  private static String withHint(String message) {
    return message.toLowerCase(Locale.ROOT).contains("no space left on device")
        ? message + HINT + "free some space, or put the store elsewhere with --root"
        : message;
  }

  private static ErrorReport error(ExitCode code, Throwable cause) {
    return new ErrorReport(code, "error: " + cause.getMessage());
  }

  private static ErrorReport bug(Throwable cause) {
    StringWriter trace = new StringWriter();
    cause.printStackTrace(new PrintWriter(trace));
    return new ErrorReport(
        ExitCode.BUG, "this is a bug in jbuild, please report it with the lines below\n" + trace);
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException
            || cause instanceof ExecutionException
            || cause instanceof UncheckedIOException
            || cause instanceof DirectoryIteratorException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
