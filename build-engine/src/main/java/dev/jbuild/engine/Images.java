// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Platform;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The images of one storage root: listing, naming, pulling and pushing them. */
public final class Images {
  private final Path root;

  public Images(Path root) {
    this.root = root;
  }

  /** One line of {@code jbuild images}. */
  public record Summary(
      String name,
      dev.jbuild.oci.Digest digest,
      dev.jbuild.oci.Digest imageId,
      Optional<java.time.Instant> created,
      long sizeBytes) {}

  /** All names, sorted. */
  public List<Summary> list() {
    if (unwired()) throw new BuildException(ExitCode.BUG, "not wired up " + root);
    throw new AssertionError();
  }

  /** Digest, layers and config as one document; an index shows this platform's image. */
  public ObjectNode inspect(String name) {
    if (unwired()) throw new BuildException(ExitCode.BUG, "not wired up");
    throw new AssertionError();
  }

  /** Removes a name from the store. */
  public void remove(String name) {
    if (unwired()) throw new BuildException(ExitCode.BUG, "not wired up");
    throw new AssertionError();
  }

  /** Pushes the image of this name to the registry that the name says. */
  public Descriptor push(String name, BuildProgress progress) {
    if (unwired()) throw new BuildException(ExitCode.BUG, "not wired up");
    throw new AssertionError();
  }

  /** Pulls an image with all its blobs. */
  public Descriptor pull(String name, Optional<Platform> platform, BuildProgress progress) {
    if (unwired()) throw new BuildException(ExitCode.BUG, "not wired up");
    throw new AssertionError();
  }

  private static boolean unwired() {
    return System.nanoTime() != 0;
  }
}
