// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.layer.DataSource;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Digests the data of many files, one after the other. Not thread-safe. */
final class DataDigester {
  private static final int BUFFER_BYTES = 1 << 16;

  private final MessageDigest sha256 = Digest.newSha256();
  private final byte[] buffer = new byte[BUFFER_BYTES];

  Digest digest(DataSource data) throws IOException {
    try (InputStream in = data.open()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
      }
    } catch (IOException e) {
      sha256.reset();
      throw e;
    }
    return Digest.of(sha256.digest());
  }
}
