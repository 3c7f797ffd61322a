// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What every file has whatever its type.
 *
 * @param mode the twelve permission bits, set-user-id, set-group-id and sticky included
 * @param uid the owner as seen inside the container
 * @param gid the group as seen inside the container
 * @param mtime modification time in whole seconds since 1970, may be negative
 */
public record Attributes(int mode, long uid, long gid, long mtime, Xattrs xattrs) {

  public Attributes {
    if ((mode & ~07777) != 0) {
      throw new IllegalArgumentException(
          "mode has more than twelve bits: " + Integer.toOctalString(mode));
    }
    if (uid < 0 || gid < 0) {
      throw new IllegalArgumentException("negative owner: " + uid + ":" + gid);
    }
  }

  /** Owned by 0:0, modified at the epoch, no xattrs. */
  public static Attributes ofMode(int mode) {
    return new Attributes(mode, 0, 0, 0, Xattrs.none());
  }

  public Attributes withMode(int newMode) {
    return new Attributes(newMode, uid, gid, mtime, xattrs);
  }

  public Attributes withOwner(long newUid, long newGid) {
    return new Attributes(mode, newUid, newGid, mtime, xattrs);
  }

  public Attributes withMtime(long newMtime) {
    return newMtime == mtime ? this : new Attributes(mode, uid, gid, newMtime, xattrs);
  }

  public Attributes withXattrs(Xattrs newXattrs) {
    return new Attributes(mode, uid, gid, mtime, newXattrs);
  }

  /** As a record has it, whose own costs milliseconds at its first use in a process. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Attributes that
        && mode == that.mode
        && uid == that.uid
        && gid == that.gid
        && mtime == that.mtime
        && xattrs.equals(that.xattrs);
  }

  @Override
  public int hashCode() {
    return Objects.hash(mode, uid, gid, mtime, xattrs);
  }
}
