// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Digest;
import dev.jbuild.oci.ImageLayout;
import java.nio.file.Path;

/**
 * The folders below the storage root, as docs/architecture.md tells them.
 *
 * @param path an absolute directory, which need not exist yet
 */
record StorageRoot(Path path) {

  StorageRoot {
    path = path.toAbsolutePath().normalize();
  }

  /** Images by name: an OCI image layout. */
  ImageLayout store() {
    return new ImageLayout(path.resolve("store"));
  }

  /** As {@link #store}, for a build: what is unfinished lies in {@code work}, which is swept. */
  ImageLayout store(WorkDirectory work) {
    return new ImageLayout(path.resolve("store"), work.path());
  }

  /** One unpacked layer in overlay form; {@code ids} is how owners are stored in it. */
  Path layer(String ids, Digest diffId) {
    return layers().resolve(ids).resolve(diffId.hex());
  }

  /** The table of contents of a layer. */
  Path toc(Digest diffId) {
    return tocs().resolve(diffId.hex());
  }

  /** Records of the build cache, a file a key. */
  KeyedFiles cache() {
    return new KeyedFiles(path.resolve("cache"));
  }

  /** What the keys of steps were made of, a file a key. */
  KeyedFiles parts() {
    return new KeyedFiles(path.resolve("parts"));
  }

  /** What is known of contexts, a file a state. */
  KeyedFiles contexts() {
    return new KeyedFiles(path.resolve("contexts"));
  }

  /** Where blobs can be had that are not in the store, a file a blob. */
  KeyedFiles origins() {
    return new KeyedFiles(path.resolve("origins"));
  }

  /** Directories of cache mounts; {@code ids} is how owners are stored in them. */
  Path mounts(String ids) {
    return mounts().resolve(ids);
  }

  /** What URLs gave when they were last read, a file a URL. */
  KeyedFiles urls() {
    return new KeyedFiles(path.resolve("urls"));
  }

  /**
   * The lock of the whole root: shared by whoever reads or writes something in it, exclusive for
   * whoever removes what others may be about to use.
   */
  Path lock() {
    return path.resolve("lock");
  }

  /** Its time is when garbage was last looked for. */
  Path collected() {
    return path.resolve("collected");
  }

  /** All tables of contents. */
  Path tocs() {
    return path.resolve("toc");
  }

  /** Unpacked layers, a folder for each way to store owners. */
  Path layers() {
    return path.resolve("layers");
  }

  /** Directories of cache mounts, a folder for each way to store owners. */
  Path mounts() {
    return path.resolve("mounts");
  }

  /** Locks on work that no two builds do at a time. */
  RootLocks locks() {
    return new RootLocks(path.resolve("locks"));
  }

  /** Builds in flight. */
  Path work() {
    return path.resolve("work");
  }
}
