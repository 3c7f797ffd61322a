// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.layer.DataSource;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.MergedView;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** The file system of an image or a stage, read from tables of contents; data only on demand. */
record ViewTree(MergedView view) implements SourceTree {
  private static final int BUFFER_BYTES = 1 << 16;

  @Override
  public Optional<Found> lookup(String path) {
    return view.lookup(path).map(this::found);
  }

  @Override
  public String follow(String path, boolean last) {
    return view.resolve(path, last).path();
  }

  @Override
  public List<String> names(String directory) {
    return view.children(directory).stream().map(Entry::name).toList();
  }

  @Override
  public List<Found> list(String directory) {
    return view.children(directory).stream().map(this::found).toList();
  }

  @Override
  public DataSource data(Entry file) {
    return view.source(file.path());
  }

  @Override
  public Digest digest(Entry file) throws IOException {
    if (file.digest().isPresent()) {
      return file.digest().get();
    }
    MessageDigest sha256 = Digest.newSha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = view.open(file.path())) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
      }
    }
    return Digest.of(sha256.digest());
  }

  @Override
  public boolean keepsOwners() {
    return true;
  }

  private Found found(Entry entry) {
    return new Found(entry, view.linkKey(entry.path()).map(key -> key), false);
  }
}
