// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.engine.solve.RegistryClients;
import dev.jbuild.engine.solve.StoredImages;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The images of one storage root: listing, naming, pulling and pushing them.
 *
 * <p>Every method fails with an exception that {@link ErrorReport} explains.
 */
public final class Images {
  private final Path root;
  private final RegistryAccess registries;

  public Images(Path root, RegistryAccess registries) {
    this.root = root;
    this.registries = registries;
  }

  /**
   * One line of {@code jbuild images}.
   *
   * @param digest of the manifest or index
   * @param imageId digest of the config
   * @param sizeBytes of all blobs, compressed
   */
  public record Summary(
      String name, Digest digest, Digest imageId, Optional<Instant> created, long sizeBytes) {}

  /**
   * One line of {@code jbuild history}.
   *
   * @param sizeBytes of its layer, compressed; 0 if it has none
   */
  public record HistoryLine(
      Optional<Instant> created, String createdBy, long sizeBytes, Optional<String> comment) {}

  /** All names, sorted. */
  public List<Summary> list() {
    return with(event -> {}, List.of(), StoredImages::list);
  }

  /** Digest, layers and config as one document; an index shows this platform's image. */
  public ObjectNode inspect(String name) {
    return with(event -> {}, List.of(), images -> images.inspect(name));
  }

  /** Gives the image of a name another name as well. */
  public Descriptor tag(String name, String newName) {
    return with(event -> {}, List.of(), images -> images.tag(name, newName));
  }

  /** How an image was made, the last instruction first. */
  public List<HistoryLine> history(String name) {
    return with(event -> {}, List.of(), images -> images.history(name));
  }

  /** Removes a name from the store. */
  public void remove(String name) {
    with(
        event -> {},
        List.of(),
        images -> {
          images.remove(name);
          return name;
        });
  }

  /** Pushes the image of this name to the registry that the name says. */
  public Descriptor push(String name, BuildProgress progress) {
    return with(progress, List.of(name), images -> images.push(name));
  }

  /** Pulls an image with all its blobs. */
  public Descriptor pull(String name, Optional<Platform> platform, BuildProgress progress) {
    return with(progress, List.of(name), images -> images.pull(name, platform));
  }

  private interface Use<V> {
    V of(StoredImages images) throws IOException;
  }

  private <V> V with(BuildProgress progress, List<String> names, Use<V> use) {
    try (StoredImages images =
        new StoredImages(root, new RegistryClients(registries, names), progress)) {
      return use.of(images);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
