// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

/** What an {@link Entry} of a layer is. The order is part of the form of {@link LayerToc} files. */
public enum EntryType {
  FILE,
  DIRECTORY,
  SYMLINK,
  /** One more name of a FILE of the same layer. */
  HARD_LINK,
  CHARACTER_DEVICE,
  BLOCK_DEVICE,
  FIFO,
  /** Removes what the layers below have at this path; see image-spec layer.md, "Whiteouts". */
  WHITEOUT;

  /** Whether such an entry has data: a file under any of its names. */
  public boolean hasData() {
    return this == FILE || this == HARD_LINK;
  }

  /** Whether this is a character or a block device. */
  public boolean isDevice() {
    return this == CHARACTER_DEVICE || this == BLOCK_DEVICE;
  }
}
