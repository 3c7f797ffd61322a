// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import java.nio.file.Path;

/** Where the finished image goes besides the store, as {@code --output} names it. */
public sealed interface Output {

  /**
   * {@code type=registry}: push to every name.
   *
   * @param byDigest leave the tags of the names alone: the image is there by its digest only
   */
  record Registry(boolean byDigest) implements Output {
    /** To every tag. */
    public Registry() {
      this(false);
    }
  }

  /** {@code type=oci}: an OCI layout, as a tar archive or ({@code tar=false}) as a directory. */
  record OciLayout(Path dest, boolean tar) implements Output {}

  /** {@code type=docker}: an archive that {@code docker load} and {@code podman load} read. */
  record DockerArchive(Path dest) implements Output {}

  /** {@code type=tar}: the root file system as one tar archive. */
  record RootfsTar(Path dest) implements Output {}

  /** {@code type=local}: the root file system as a directory. */
  record RootfsDirectory(Path dest) implements Output {}

  /** The destination that means standard output, for archives. */
  Path STANDARD_OUTPUT = Path.of("-");
}
