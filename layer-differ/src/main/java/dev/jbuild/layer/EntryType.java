// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

/** What an {@link Entry} of a layer is. */
public enum EntryType {
  FILE(0),
  DIRECTORY(1),
  SYMLINK(2),
  /** One more name of a FILE of the same layer. */
  HARD_LINK(3),
  CHARACTER_DEVICE(4),
  BLOCK_DEVICE(5),
  FIFO(6),
  /** Removes what the layers below have at this path; see image-spec layer.md, "Whiteouts". */
  WHITEOUT(7);

  private static final EntryType[] BY_CODE = values();

  /** Stands for the type in files of {@link LayerToc}. */
  private final int code;

  EntryType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static EntryType ofCode(int code) {
    return BY_CODE[code];
  }

  /** Whether such an entry has data: a file under any of its names. */
  public boolean hasData() {
    return this == FILE || this == HARD_LINK;
  }

  /** Whether this is a character or a block device. */
  public boolean isDevice() {
    return this == CHARACTER_DEVICE || this == BLOCK_DEVICE;
  }
}
