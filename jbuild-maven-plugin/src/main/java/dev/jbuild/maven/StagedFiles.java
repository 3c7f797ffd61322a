// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory that is made to hold certain files, and is a build context: with the same modes
 * everywhere, and with times that say nothing of when and where it was made. What is there already
 * isn't written again.
 */
final class StagedFiles {
  /** Where a file comes from, and by what one sees that it is the same as before. */
  interface Source {
    InputStream open() throws IOException;

    /** One line. */
    String stamp() throws IOException;

    FileTime time() throws IOException;
  }

  private final Path directory;
  private final Path record;
  private final OptionalLong seconds;

  /**
   * Files will be in {@code directory}; beside it is a record of them.
   *
   * @param seconds the time of all files since 1970, else each has that of its source
   */
  StagedFiles(Path directory, OptionalLong seconds) {
    this.directory = directory;
    this.record = directory.resolveSibling(directory.getFileName() + ".files");
    this.seconds = seconds;
  }

  /** A file of the host. */
  static Source file(Path path) {
    return new Source() {
      @Override
      public InputStream open() throws IOException {
        return Files.newInputStream(path);
      }

      @Override
      public String stamp() throws IOException {
        BasicFileAttributes a = Files.readAttributes(path, BasicFileAttributes.class);
        return path + " " + a.size() + " " + a.lastModifiedTime() + " " + a.fileKey();
      }

      @Override
      public FileTime time() throws IOException {
        return Files.getLastModifiedTime(path);
      }
    };
  }

  /** Makes the directory hold these files, by relative path, and these empty directories. */
  void hold(Map<String, Source> files, Set<String> directories) throws IOException {
    Map<String, String> before = readRecord();
    Map<String, String> now = new TreeMap<>();
    for (Map.Entry<String, Source> file : files.entrySet()) {
      now.put(file.getKey(), file.getValue().stamp() + " " + seconds);
    }
    // What is interrupted is begun anew.
    Files.deleteIfExists(record);
    removeOthers(now.keySet());
    Files.createDirectories(directory);
    for (String name : directories) {
      Files.createDirectories(directory.resolve(name));
    }
    for (Map.Entry<String, Source> file : files.entrySet()) {
      Path target = directory.resolve(file.getKey());
      boolean same =
          Objects.equals(now.get(file.getKey()), before.get(file.getKey()))
              && Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS);
      if (!same) {
        write(file.getValue(), target);
      }
    }
    settle();
    Files.writeString(
        record,
        now.entrySet().stream()
            .map(e -> e.getKey() + "\t" + e.getValue() + "\n")
            .collect(Collectors.joining()));
  }

  private Map<String, String> readRecord() throws IOException {
    Map<String, String> result = new TreeMap<>();
    if (Files.exists(record)) {
      for (String line : Files.readAllLines(record)) {
        int tab = line.indexOf('\t');
        result.put(line.substring(0, tab), line.substring(tab + 1));
      }
    }
    return result;
  }

  private void removeOthers(Set<String> kept) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    for (Path path : deepestFirst()) {
      boolean isDirectory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
      if (!isDirectory && !kept.contains(directory.relativize(path).toString())) {
        Files.delete(path);
      } else if (isDirectory && !path.equals(directory) && isEmpty(path)) {
        Files.delete(path);
      }
    }
  }

  private void write(Source source, Path target) throws IOException {
    Path parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try (InputStream in = source.open()) {
      Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
    }
    setMode(target, "rw-r--r--");
    Files.setLastModifiedTime(target, seconds.isPresent() ? time() : source.time());
  }

  /** Making files gives their directories new times. */
  private void settle() throws IOException {
    for (Path path : deepestFirst()) {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        setMode(path, "rwxr-xr-x");
        if (seconds.isPresent()) {
          Files.setLastModifiedTime(path, time());
        }
      }
    }
  }

  private FileTime time() {
    return FileTime.from(Instant.ofEpochSecond(seconds.orElseThrow()));
  }

  private static void setMode(Path path, String mode) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString(mode));
    }
  }

  private static boolean isEmpty(Path path) throws IOException {
    try (Stream<Path> children = Files.list(path)) {
      return children.findAny().isEmpty();
    }
  }

  private List<Path> deepestFirst() throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.sorted(Comparator.reverseOrder()).toList();
    }
  }

  /** The regular files below a directory, by relative path; none if there is no directory. */
  static Map<String, Source> filesBelow(Path top) throws IOException {
    Map<String, Source> result = new TreeMap<>();
    if (Files.isDirectory(top)) {
      try (Stream<Path> walk = Files.walk(top)) {
        for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
          result.put(top.relativize(file).toString(), file(file));
        }
      }
    }
    return result;
  }
}
