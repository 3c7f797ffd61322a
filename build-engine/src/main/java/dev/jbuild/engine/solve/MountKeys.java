// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.plan.Mount;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What the mounts of a RUN add to its keys: what is mounted where, and the files of binds. Not the
 * values of secrets, nor what caches hold by now.
 */
final class MountKeys {
  private MountKeys() {}

  /** Where the files of a mount come from, or what they are, as a digest. */
  @FunctionalInterface
  interface Sources {
    Digest of(Mount mount, Mount.Read read) throws IOException;
  }

  /** Adds all that the mounts are, but for the files that they show. */
  static void addOperation(CacheKey key, List<Mount> mounts) {
    for (Mount mount : mounts) {
      if (mount instanceof Mount.Bind bind) {
        key.with("bind", bind.target()).with("ro", Boolean.toString(bind.readOnly()));
      } else if (mount instanceof Mount.Cache cache) {
        key.with("cache", cache.id())
            .with("target", cache.target())
            .with("inside", cache.inside())
            .with("ro", Boolean.toString(cache.readOnly()));
        add(key, cache.access());
      } else if (mount instanceof Mount.Tmpfs tmpfs) {
        key.with("tmpfs", tmpfs.target())
            .with("size", tmpfs.maxBytes().toString())
            .with("ro", Boolean.toString(tmpfs.readOnly()));
      } else if (mount instanceof Mount.Secret secret) {
        key.with("secret", secret.id())
            .with("target", secret.target().orElse(""))
            .with("env", secret.env().orElse(""));
        add(key, secret.access());
      } else if (mount instanceof Mount.Ssh ssh) {
        key.with("ssh", ssh.id()).with("target", ssh.target());
        add(key, ssh.access());
      } else {
        throw new AssertionError(mount);
      }
    }
  }

  /** The digest of the sources of all mounts that show files; empty if none does. */
  static Optional<Digest> sources(List<Mount> mounts, Sources sources) throws IOException {
    CacheKey key = CacheKey.of("mounted");
    boolean any = false;
    for (Mount mount : mounts) {
      if (mount.reads().isPresent()) {
        key.with("source", sources.of(mount, mount.reads().get()));
        any = true;
      }
    }
    return any ? Optional.of(key.digest()) : Optional.empty();
  }

  private static void add(CacheKey key, Mount.Access access) {
    key.with("mode", access.mode().toString())
        .with("uid", access.uid().toString())
        .with("gid", access.gid().toString());
  }
}
