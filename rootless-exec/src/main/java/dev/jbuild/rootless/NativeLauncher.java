// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The launcher program (see src/main/c/README.md): where it is, and starting it. */
public final class NativeLauncher {
  /** Set by the launcher to its own path in the JVM that it starts. */
  public static final String PROPERTY = "jbuild.launcher";

  private final Path program;

  private NativeLauncher(Path program) {
    this.program = program;
  }

  public static NativeLauncher at(Path program) {
    return new NativeLauncher(program);
  }

  /**
   * The launcher that started this JVM, else the one in the jar, unpacked into the directory once
   * under a name that holds its digest. Any number of processes may do so at once.
   */
  public static NativeLauncher locate(Path directory) throws IOException {
    String property = System.getProperty(PROPERTY, "");
    return new NativeLauncher(property.isEmpty() ? unpack(directory) : Path.of(property));
  }

  public Path program() {
    return program;
  }

  /**
   * The command that enters the namespaces of a build and becomes {@code java args}, with the
   * system properties that {@link Host} reads before the arguments.
   */
  public List<String> enterCommand(Path java, List<String> args) {
    List<String> command = new ArrayList<>(List.of(program.toString(), "--enter", java.toString()));
    command.addAll(args);
    return command;
  }

  Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    // The launcher needs none, and what it doesn't have can't leak.
    builder.environment().clear();
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IOException("cannot start the launcher " + program + ": " + e.getMessage(), e);
    }
  }

  private static Path unpack(Path directory) throws IOException {
    byte[] bytes = resource();
    Path file = directory.resolve("jbuild-launcher-" + shortDigest(bytes));
    if (Files.isExecutable(file) && Files.size(file) == bytes.length) {
      return file;
    }
    Files.createDirectories(directory);
    Path fresh = Files.createTempFile(directory, "jbuild-launcher-", ".new");
    try {
      Files.write(fresh, bytes);
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
      moveAtomically(fresh, file);
    } finally {
      Files.deleteIfExists(fresh);
    }
    return file;
  }

  private static void moveAtomically(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("cannot rename " + from + " to " + to, e);
    }
  }

  private static byte[] resource() throws IOException {
    String arch =
        System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
    try (InputStream stream = NativeLauncher.class.getResourceAsStream("jbuild-launcher-" + arch)) {
      if (stream == null) {
        throw new RootlessException(
            "this jbuild has no native launcher for " + arch + ": build it on such a machine");
      }
      return stream.readAllBytes();
    }
  }

  private static String shortDigest(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }
}
