// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/**
 * Files of a context that a step reads: found and digested only if that was not done before, or if
 * the step has to be executed.
 *
 * @param <T> what the files are given to the step as
 */
final class ContextRead<T> {
  private final ContextDigests digests;
  private final Optional<ContextState> state;
  private final Reader<T> reader;
  private final Function<T, Digest> digestOf;
  private Optional<Digest> digest;
  private Optional<T> files = Optional.empty();

  ContextRead(
      ContextDigests digests,
      Optional<ContextState> state,
      Reader<T> reader,
      Function<T, Digest> digestOf)
      throws IOException {
    this.digests = digests;
    this.state = state;
    this.reader = reader;
    this.digestOf = digestOf;
    this.digest = state.isPresent() ? digests.find(state.get()) : Optional.empty();
  }

  /** Finds and digests the files. */
  @FunctionalInterface
  interface Reader<T> {
    T read() throws IOException;
  }

  /** The digest of the files, if it is known by now. */
  Optional<Digest> digest() {
    return digest;
  }

  /** The files, if they were read. */
  Optional<T> files() {
    return files;
  }

  /** Reads and digests the files, and remembers the digest. */
  void read() throws IOException {
    T read = reader.read();
    Digest fresh = digestOf.apply(read);
    if (state.isPresent()) {
      digests.put(state.get(), fresh);
    }
    files = Optional.of(read);
    digest = Optional.of(fresh);
  }
}
