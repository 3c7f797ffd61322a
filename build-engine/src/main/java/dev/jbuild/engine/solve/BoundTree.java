// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.util.Optional;

/** The files that a mount of a RUN shows at first. */
sealed interface BoundTree {

  /** The digest of what can be seen of them. */
  Digest digest() throws IOException;

  /** A digest that changes with them, and is had without looking at each. */
  Digest identity() throws IOException;

  /** What is wrong if the source isn't there. */
  Optional<BuildException> missing() throws IOException;

  /** The files by themselves. */
  BindSelection selection() throws IOException;

  /** Of a context. */
  record Host(BindSelection selection) implements BoundTree {
    @Override
    public Digest digest() {
      return selection.digest();
    }

    @Override
    public Digest identity() {
      return selection.digest();
    }

    @Override
    public Optional<BuildException> missing() {
      return Optional.empty();
    }
  }

  /**
   * Of a stage or an image.
   *
   * @param name for messages: {@code stage build}
   */
  record Image(Snapshot snapshot, String source, String name) implements BoundTree {
    @Override
    public Digest digest() throws IOException {
      return selection().digest();
    }

    @Override
    public Digest identity() throws IOException {
      return CacheKey.of("part of snapshot")
          .with("snapshot", snapshot.identity())
          .with("source", source)
          .digest();
    }

    @Override
    public Optional<BuildException> missing() throws IOException {
      SourceTree tree = snapshot.tree();
      boolean there = tree.lookup(tree.follow(ScopedPath.clean(source), true)).isPresent();
      return there ? Optional.empty() : Optional.of(BindSelection.missing(source, name));
    }

    @Override
    public BindSelection selection() throws IOException {
      return BindSelection.of(snapshot.tree(), source, name);
    }
  }
}
