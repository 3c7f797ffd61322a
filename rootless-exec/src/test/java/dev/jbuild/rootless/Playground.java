// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A directory that every user can read, with the launcher, the classes and the guest program. */
final class Playground implements AutoCloseable {
  record Result(int code, String output) {}

  final Path directory;
  final Path launcher;
  final Path guests;
  private final String classPath;

  Playground() throws IOException, InterruptedException {
    directory = Files.createTempDirectory("jbuild-rootless");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    launcher = Files.copy(Path.of("target/jbuild-launcher"), directory.resolve("jbuild-launcher"));
    guests = Files.createDirectory(directory.resolve("guests"));
    compile("guest");
    compile("rows");
    classPath = copyClassPath();
  }

  private void compile(String guest) throws IOException, InterruptedException {
    Path source = Path.of("src/test/c", guest + ".c").toAbsolutePath();
    Result compiled =
        run(
            "cc",
            "-static",
            "-O1",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-o",
            guests.resolve(guest).toString(),
            source.toString());
    if (compiled.code() != 0) {
      throw new IOException("cannot compile the program " + guest + ": " + compiled.output());
    }
  }

  /** The command that runs a class of the tests in a JVM that the launcher starts. */
  List<String> enter(Path temporary, String main, String... args) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        new ArrayList<>(
            List.of(
                launcher.toString(),
                "--enter",
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                classPath,
                "-Djava.io.tmpdir=" + temporary,
                "-Dtest.guests=" + guests,
                main));
    command.addAll(List.of(args));
    return command;
  }

  Result run(String... command) throws IOException, InterruptedException {
    return run(List.of(command));
  }

  /** Both outputs together. */
  Result run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).directory(directory.toFile()).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("no end after two minutes: " + command);
    }
    return new Result(process.exitValue(), output);
  }

  Path directoryOf(String name, int uid) throws IOException {
    Path made = Files.createDirectory(directory.resolve(name));
    if (Integer.valueOf(0).equals(Files.getAttribute(made, "unix:uid")) && uid != 0) {
      Files.setAttribute(made, "unix:uid", uid);
    }
    return made;
  }

  @Override
  public void close() throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private String copyClassPath() throws IOException {
    Path classes = Files.createDirectory(directory.resolve("classes"));
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    StringBuilder copied = new StringBuilder(classes.toString());
    for (String entry : all.split(":", -1)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        copyTree(path, classes);
      } else if (Files.isRegularFile(path)) {
        Path copy = Files.copy(path, directory.resolve(path.getFileName()));
        copied.append(':').append(copy);
      }
    }
    return copied.toString();
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      paths
          .filter(Files::isRegularFile)
          .forEach(
              path -> {
                try {
                  Path target = to.resolve(from.relativize(path).toString());
                  Files.createDirectories(target.getParent());
                  Files.copy(path, target);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
