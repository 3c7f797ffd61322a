// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The digests of what COPY and ADD have read of contexts, remembered under their {@link
 * ContextState}: files that have not changed need not be read again to know that.
 *
 * <p>A small file {@code contexts/<state>} for each.
 */
final class ContextDigests {
  private final KeyedFiles files;

  ContextDigests(KeyedFiles files) {
    this.files = files;
  }

  Optional<Digest> find(ContextState state) throws IOException {
    try {
      return files
          .read(state.digest())
          .map(data -> Digest.parse(new String(data, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      // Cut off by a full disk: it is found out and written anew.
      return Optional.empty();
    }
  }

  /** Remembers the digest, unless a file is so young that it may change and not look it. */
  void put(ContextState state, Digest content) throws IOException {
    if (state.settled()) {
      files.write(state.digest(), content.toString().getBytes(StandardCharsets.UTF_8));
    }
  }
}
