// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of the host as an entry: links not followed, owned by 0:0, without xattrs.
 *
 * @param linkKey what all names of a file with several names have in common
 */
public record HostFile(Entry entry, Optional<String> linkKey) {

  /**
   * Reads what is at {@code file} as the entry {@code path}; empty if there is nothing, or a
   * socket, which a tar can't hold.
   */
  public static Optional<HostFile> read(Path file, String path) throws IOException {
    FileStatus status;
    try {
      status = FileStatus.of(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (FileSystemException e) {
      // A name below a file; NIO has no exception of its own for ENOTDIR.
      if ("Not a directory".equals(e.getReason())) {
        return Optional.empty();
      }
      throw e;
    }
    Attributes attributes =
        new Attributes(status.permissions(), 0, 0, status.mtime(), Xattrs.none());
    return DiskTree.entry(file, path, status, attributes)
        .map(entry -> new HostFile(entry, DiskTree.linkKey(status)));
  }
}
