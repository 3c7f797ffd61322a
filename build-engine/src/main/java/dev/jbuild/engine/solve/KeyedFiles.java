// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Digest;
import dev.jbuild.oci.TemporaryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A directory of small files, one a key: {@code <hex of the key>}.
 *
 * <p>They are written by rename, so any number of builds may write at once; the last one wins.
 *
 * @param directory made by the first {@link #write}
 */
record KeyedFiles(Path directory) {
  /** How old a file's time of last use may be: a use within it is not noted again. */
  private static final Duration COARSE = Duration.ofHours(1);

  Optional<byte[]> read(Digest key) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(directory.resolve(key.hex())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** All keys, in no order. */
  List<Digest> keys() throws IOException {
    return HexNames.in(directory);
  }

  /** Notes that a file was used now, for {@link #lastUsed}; it may be gone. */
  void use(Digest key) throws IOException {
    Path file = directory.resolve(key.hex());
    try {
      Instant now = Instant.now();
      if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(COARSE))) {
        Files.setLastModifiedTime(file, FileTime.from(now));
      }
    } catch (NoSuchFileException e) {
      return;
    }
  }

  /** When a file was written or used, to the hour. */
  Instant lastUsed(Digest key) throws IOException {
    return Files.getLastModifiedTime(directory.resolve(key.hex())).toInstant();
  }

  void delete(Digest key) throws IOException {
    Files.deleteIfExists(directory.resolve(key.hex()));
  }

  void write(Digest key, byte[] data) throws IOException {
    Files.createDirectories(directory);
    Path temporary = TemporaryFiles.newFile(directory);
    try {
      Files.write(temporary, data);
      Files.move(temporary, directory.resolve(key.hex()), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
