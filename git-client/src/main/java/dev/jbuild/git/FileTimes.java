// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes modes and times of a checkout the same for everyone, whatever the umask and the clock. */
final class FileTimes extends SimpleFileVisitor<Path> {
  private static final Set<PosixFilePermission> PLAIN =
      PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> EXECUTABLE =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private final Optional<FileTime> mtime;

  private FileTimes(Optional<FileTime> mtime) {
    this.mtime = mtime;
  }

  static void normalize(Path directory, Optional<Instant> mtime) throws IOException {
    Files.walkFileTree(directory, new FileTimes(mtime.map(FileTime::from)));
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    if (attributes.isRegularFile()) {
      boolean executable =
          Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
      Files.setPosixFilePermissions(file, executable ? EXECUTABLE : PLAIN);
    }
    setTime(file);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
      throws IOException {
    Files.setPosixFilePermissions(directory, EXECUTABLE);
    setTime(directory);
    return super.postVisitDirectory(directory, e);
  }

  private void setTime(Path file) throws IOException {
    if (mtime.isPresent()) {
      Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(mtime.get(), null, null);
    }
  }
}
