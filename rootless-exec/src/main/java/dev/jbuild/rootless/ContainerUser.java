// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.util.List;

/**
 * Whom the process in a container runs as, by number: names are looked up in the image by the
 * caller.
 *
 * <p>Where there is a single id (see {@link IdMap#isSingle}) any but {@link #ROOT} needs {@link
 * EmulatedIds}.
 *
 * @param groups supplementary groups
 */
public record ContainerUser(long uid, long gid, List<Long> groups) {
  public static final ContainerUser ROOT = new ContainerUser(0, 0, List.of());

  public ContainerUser {
    groups = List.copyOf(groups);
    requireId(uid);
    requireId(gid);
    groups.forEach(ContainerUser::requireId);
  }

  private static void requireId(long id) {
    if (id < 0 || id > 0xfffffffeL) {
      throw new IllegalArgumentException("id " + id + " is out of range");
    }
  }
}
