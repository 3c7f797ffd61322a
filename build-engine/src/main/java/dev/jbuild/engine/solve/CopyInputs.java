// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All that a COPY or ADD reads: files of a tree, and between them what comes from elsewhere. */
record CopyInputs(CopySelection files, List<Remote> remotes) {
  CopyInputs {
    remotes = List.copyOf(remotes);
  }

  /** A remote source whose files are here. */
  record Remote(int position, CopySelection files, boolean unpack) {}

  /** {@code files} with what {@code remotes} bring here now. */
  static CopyInputs of(CopySelection files, List<RemotePart> remotes) throws IOException {
    List<Remote> fetched = new ArrayList<>();
    for (RemotePart part : remotes) {
      fetched.add(new Remote(part.position(), part.select(), part.unpack()));
    }
    return new CopyInputs(files, fetched);
  }

  /** {@code source} alone where nothing is remote, else with the digests of that. */
  static Digest combine(Digest source, List<RemotePart> remotes) {
    return combined(source, remotes.stream().map(RemotePart::definition).toList());
  }

  Digest contentDigest(boolean owners) {
    return combined(
        files.contentDigest(owners),
        remotes.stream().map(remote -> remote.files().contentDigest(false)).toList());
  }

  private static Digest combined(Digest source, List<Digest> remotes) {
    if (remotes.isEmpty()) {
      return source;
    }
    CacheKey key = CacheKey.of("copied from afar").with("files", source);
    remotes.forEach(remote -> key.with("remote", remote));
    return key.digest();
  }
}
