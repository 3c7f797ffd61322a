// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The owners, other than 0:0, of what can't have them in an xattr with {@link Owners#SINGLE}:
 * symbolic links and special files, by their paths in a layer.
 */
public final class SpecialOwners {
  private static final SpecialOwners NONE = new SpecialOwners(Map.of());

  private final Map<String, Owner> owners;

  private SpecialOwners(Map<String, Owner> owners) {
    this.owners = owners;
  }

  /** User and group. */
  public record Owner(long uid, long gid) {
    static final Owner ROOT = new Owner(0, 0);
  }

  /** All belong to 0:0. */
  public static SpecialOwners none() {
    return NONE;
  }

  /** Those of a layer's entries. */
  public static SpecialOwners of(LayerToc toc) {
    Map<String, Owner> owners = new HashMap<>();
    for (int i = 0; i < toc.size(); i++) {
      EntryType type = toc.type(i);
      if (type == EntryType.SYMLINK || type == EntryType.FIFO) {
        Entry entry = toc.entry(i);
        put(owners, entry.path(), entry.attributes().uid(), entry.attributes().gid());
      }
    }
    return new SpecialOwners(owners);
  }

  /**
   * Those that a container left in its upper directory: {@code UID GID PATH}, each ended by a zero
   * byte.
   */
  public static SpecialOwners read(Path file) throws IOException {
    Map<String, Owner> owners = new HashMap<>();
    byte[] bytes = Files.readAllBytes(file);
    int start = 0;
    for (int end = 0; end < bytes.length; end++) {
      if (bytes[end] == 0) {
        String[] fields = FileNames.fromBytes(bytes, start, end - start).split(" ", 3);
        put(owners, fields[2], Long.parseLong(fields[0]), Long.parseLong(fields[1]));
        start = end + 1;
      }
    }
    return new SpecialOwners(owners);
  }

  /** All of them, by path. */
  public Map<String, Owner> byPath() {
    return Map.copyOf(owners);
  }

  Owner owner(String path) {
    return Optional.ofNullable(owners.get(path)).orElse(Owner.ROOT);
  }

  private static void put(Map<String, Owner> owners, String path, long uid, long gid) {
    Owner owner = new Owner(uid, gid);
    if (!owner.equals(Owner.ROOT)) {
      owners.put(path, owner);
    }
  }
}
