// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

/**
 * A read-only file whose content is in memory only: it is handed to the launcher through its pipe,
 * and ends with the container.
 */
public final class FileMount implements Mount {
  private final byte[] content;
  private final String target;
  private final int mode;
  private final long uid;
  private final long gid;

  /** The ids are those of the container. */
  public FileMount(byte[] content, String target, int mode, long uid, long gid) {
    Mount.requireTarget("file", target);
    this.content = content.clone();
    this.target = target;
    this.mode = mode;
    this.uid = uid;
    this.gid = gid;
  }

  /** A copy. */
  public byte[] content() {
    return content.clone();
  }

  @Override
  public String target() {
    return target;
  }

  public int mode() {
    return mode;
  }

  public long uid() {
    return uid;
  }

  public long gid() {
    return gid;
  }
}
