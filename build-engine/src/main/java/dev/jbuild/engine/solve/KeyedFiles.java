// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Digest;
import dev.jbuild.oci.TemporaryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A directory of small files, one a key: {@code <hex of the key>}.
 *
 * <p>They are written by rename, so any number of builds may write at once; the last one wins.
 *
 * @param directory made by the first {@link #write}
 */
record KeyedFiles(Path directory) {

  Optional<byte[]> read(Digest key) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(directory.resolve(key.hex())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
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
