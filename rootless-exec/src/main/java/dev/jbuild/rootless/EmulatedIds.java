// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.nio.file.Path;
import java.util.List;

/**
 * Has a container believe in users and groups where there is a single real id: a supervisor answers
 * what it asks and does.
 *
 * <p>Owners of files and directories are in the xattr {@code user.jbuild.owner}, {@code UID:GID},
 * if they aren't 0:0; a device is an empty file with the xattr {@code user.jbuild.node}, {@code
 * TYPE:MAJOR:MINOR}, its type octal as in a mode.
 *
 * @param owned the owners of what can't have xattrs in the layers
 * @param ownersFile where those in the upper directory are written: {@code UID GID PATH}, each
 *     ended by a zero byte; what isn't named belongs to 0:0
 */
public record EmulatedIds(List<Owned> owned, Path ownersFile) {

  public EmulatedIds {
    owned = List.copyOf(owned);
    if (!ownersFile.isAbsolute()) {
      throw new IllegalArgumentException("owners file \"" + ownersFile + "\" is not absolute");
    }
  }

  /** A symbolic link or special file in a layer's directory. */
  public record Owned(Path file, long uid, long gid) {}
}
