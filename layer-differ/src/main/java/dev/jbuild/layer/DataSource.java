// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Opens the data of one file; may be asked more than once. */
@FunctionalInterface
public interface DataSource {
  /** A new stream from the first byte; the caller closes it. */
  InputStream open() throws IOException;

  /** The data of entries that have none. */
  static DataSource none() {
    return InputStream::nullInputStream;
  }

  /** The data of a file on disk, which is not followed if it is a symbolic link. */
  static DataSource of(Path file) {
    return () -> Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Data in memory. */
  static DataSource of(byte[] data) {
    byte[] copy = data.clone();
    return () -> new ByteArrayInputStream(copy);
  }
}
