// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

/** How the owners of a layer's files are kept on disk; see DESIGN, "Storage". */
public enum Owners {
  /**
   * Really owned. An id that the kernel refuses, because the user namespace has no place for it, is
   * kept as with {@link #SINGLE}.
   */
  REAL,
  /**
   * All owned by one id, which is 0 inside the container; the xattr {@code user.jbuild.owner} of
   * files and directories has the owner if it is another. Symbolic links and special files can't
   * have one: theirs are in the table of contents only.
   */
  SINGLE,
  /** All owned by who writes them, and nothing kept: for trees that leave jbuild. */
  DROPPED
}
