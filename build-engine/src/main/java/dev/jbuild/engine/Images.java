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
import java.util.stream.Stream;

/**
 * The images of one storage root: listing, naming, pulling and pushing them.
 *
 * <p>Every method fails with an exception that {@link ErrorReport} explains.
 */
public final class Images {
  private static final String REGISTRY = "docker://";

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

  /**
   * Copies an image, or an index with all its images, between any two of {@code docker://NAME},
   * {@code oci:DIR[:NAME]}, {@code oci-archive:FILE[:NAME]}, {@code docker-archive:FILE[:NAME]},
   * {@code dir:DIR} and, in the store, {@code NAME}. Nothing is unpacked.
   *
   * @param platform of an index, only the image for it
   */
  public Descriptor copy(
      String from, String to, Optional<Platform> platform, BuildProgress progress) {
    List<String> named =
        Stream.of(to, from)
            .filter(place -> place.startsWith(REGISTRY))
            .map(place -> place.substring(REGISTRY.length()))
            .limit(1)
            .toList();
    return with(progress, named, images -> images.copy(from, to, platform));
  }

  /**
   * The bytes of an image's manifest or index, or of its config, wherever the image is.
   *
   * @param place as in {@link #copy}
   */
  public byte[] raw(String place, boolean config, Optional<Platform> platform) {
    List<String> named =
        place.startsWith(REGISTRY) ? List.of(place.substring(REGISTRY.length())) : List.of();
    return with(event -> {}, named, images -> images.raw(place, config, platform));
  }

  /** Takes all images of an archive, of Docker or OCI, into the store; returns their names. */
  public List<String> load(Path archive, BuildProgress progress) {
    return with(progress, List.of(), images -> images.load(archive));
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
