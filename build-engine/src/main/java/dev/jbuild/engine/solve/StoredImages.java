// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.BuildProgress;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.Grants;
import dev.jbuild.engine.Images;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.History;
import dev.jbuild.oci.ImageLayout;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the commands on images do with a storage root. */
public final class StoredImages implements AutoCloseable {
  private final Workshop workshop;
  private final ImageLayout store;

  /** Opens a storage root; closing it ends what still runs. */
  public StoredImages(Path root, RegistryClients registries, BuildProgress progress)
      throws IOException {
    this.workshop = Workshop.open(new StorageRoot(root), Grants.NONE, registries, progress);
    this.store = workshop.store();
  }

  /** All names, sorted. */
  public List<Images.Summary> list() throws IOException {
    List<Images.Summary> summaries = new ArrayList<>();
    for (Descriptor entry : store.index().manifests()) {
      String name = entry.annotations().get(ImageLayout.REF_NAME);
      if (name != null) {
        summaries.add(summary(Reference.parse(name), entry));
      }
    }
    summaries.sort(Comparator.comparing(Images.Summary::name));
    return summaries;
  }

  private Images.Summary summary(Reference name, Descriptor entry) throws IOException {
    ResolvedImage image = find(name);
    long sizeBytes =
        image.manifest().config().sizeBytes()
            + image.manifest().layers().stream().mapToLong(Descriptor::sizeBytes).sum();
    return new Images.Summary(
        name.toString(), entry.digest(), image.imageId(), image.config().created(), sizeBytes);
  }

  /** Digest, layers, manifest and config of an image as one document. */
  public ObjectNode inspect(String text) throws IOException {
    Reference name = parse(text);
    ResolvedImage image = find(name);
    ObjectNode json =
        Json.object()
            .put("name", name.toString())
            .put("digest", image.descriptor().digest().toString())
            .put("mediaType", image.descriptor().mediaType())
            .put("imageId", image.imageId().toString());
    ArrayNode layers = json.putArray("layers");
    for (LayerBlob layer : image.layers()) {
      layers
          .addObject()
          .put("digest", layer.descriptor().digest().toString())
          .put("diffId", layer.diffId().toString())
          .put("sizeBytes", layer.descriptor().sizeBytes())
          .put("mediaType", layer.descriptor().mediaType());
    }
    json.set("manifest", document(image.descriptor(), "image manifest"));
    json.set("config", document(image.manifest().config(), "image config"));
    return json;
  }

  /** Gives the image of a name another name as well; it is then one made here. */
  public Descriptor tag(String text, String newText) throws IOException {
    Reference name = parse(text);
    Descriptor image = store.find(name.toString()).orElseThrow(() -> unknown(name));
    Map<String, String> annotations = new HashMap<>(image.annotations());
    annotations.remove(ImageResolver.PULLED);
    Descriptor tagged = image.withAnnotations(annotations);
    store.tag(parse(newText).toString(), tagged);
    return tagged;
  }

  /** How an image was made, the last instruction first. */
  public List<Images.HistoryLine> history(String text) throws IOException {
    ResolvedImage image = find(parse(text));
    Deque<Images.HistoryLine> lines = new ArrayDeque<>();
    Iterator<LayerBlob> layers = image.layers().iterator();
    for (History step : image.config().history()) {
      long sizeBytes =
          step.emptyLayer() || !layers.hasNext() ? 0 : layers.next().descriptor().sizeBytes();
      lines.addFirst(
          new Images.HistoryLine(step.created(), step.createdBy(), sizeBytes, step.comment()));
    }
    return List.copyOf(lines);
  }

  /** Removes a name; the layers stay for the cache. */
  public void remove(String text) throws IOException {
    Reference name = parse(text);
    if (store.untag(name.toString()).isEmpty()) {
      throw unknown(name);
    }
  }

  /** Pushes the image of this name to the registry that the name says. */
  public Descriptor push(String text) throws IOException {
    Reference name = parse(text);
    ResolvedImage image = find(name);
    Descriptor config = image.manifest().config();
    ImageAssembler.Assembled assembled =
        new ImageAssembler.Assembled(
            Document.of(config.mediaType(), store.blobs().read(config.digest())),
            Document.of(
                image.descriptor().mediaType(), store.blobs().read(image.descriptor().digest())));
    workshop
        .publisher(new Publisher.Destinations(List.of(name), false))
        .finish(assembled, image.layers());
    return image.descriptor();
  }

  /** Pulls an image with all its blobs, and gives it its name in the store. */
  public Descriptor pull(String text, Optional<Platform> platform) throws IOException {
    Reference name = parse(text);
    ResolvedImage image = workshop.resolver().pull(name, platform.orElseGet(Platform::host));
    Futures.inParallel(image.layers(), workshop.layers()::blob);
    return image.descriptor();
  }

  /** Copies an image between any two places; both are spelt as skopeo spells them. */
  public Descriptor copy(String from, String to, Optional<Platform> platform) throws IOException {
    ImagePlaces places = new ImagePlaces(workshop, platform);
    ImageSource source = places.source(ImagePlace.parse(from), from);
    return new ImageCopy(source, places.target(ImagePlace.parse(to), to)).copy(platform);
  }

  /** The bytes of the manifest, index or, if that is wanted, config of an image anywhere. */
  public byte[] raw(String place, boolean config, Optional<Platform> platform) throws IOException {
    ImageSource source = new ImagePlaces(workshop, platform).source(ImagePlace.parse(place), place);
    return config ? ImageCopy.config(source, platform) : source.top().data();
  }

  /** Takes all named images of an archive of Docker or OCI into the store; their names. */
  public List<String> load(Path archive) throws IOException {
    ImagePlaces places = new ImagePlaces(workshop, Optional.empty());
    Path unpacked = places.unpack(archive, archive.toString());
    boolean docker = Files.isRegularFile(unpacked.resolve("manifest.json"));
    List<String> names = docker ? DockerArchiveImage.names(unpacked) : layoutNames(unpacked);
    List<String> loaded = new ArrayList<>();
    for (String name : names) {
      Reference reference = parse(name);
      ImageSource source =
          docker
              ? new DockerArchiveImage(unpacked, name)
              : new LayoutImage(new ImageLayout(unpacked), Optional.of(name), name);
      ImageTarget target =
          new LayoutImage(store, Optional.of(reference.toString()), reference.toString());
      new ImageCopy(source, target).copy(Optional.empty());
      loaded.add(reference.toString());
    }
    if (loaded.isEmpty()) {
      throw new BuildException(
          ExitCode.COMMAND_LINE,
          archive + " has no image with a name; jbuild copy oci-archive:" + archive + " NAME");
    }
    return loaded;
  }

  private static List<String> layoutNames(Path layout) throws IOException {
    return new ImageLayout(layout)
        .index().manifests().stream()
            .flatMap(d -> Optional.ofNullable(d.annotations().get(ImageLayout.REF_NAME)).stream())
            .distinct()
            .toList();
  }

  private ResolvedImage find(Reference name) throws IOException {
    return workshop.resolver().findInStore(name, Platform.host()).orElseThrow(() -> unknown(name));
  }

  private ObjectNode document(Descriptor blob, String what) throws IOException {
    return Json.parseObject(store.blobs().read(blob.digest()), what);
  }

  private static Reference parse(String text) {
    try {
      return Reference.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BuildException(ExitCode.COMMAND_LINE, String.valueOf(e.getMessage()), e);
    }
  }

  private static BuildException unknown(Reference name) {
    return new BuildException(
        ExitCode.COMMAND_LINE, "no image " + name.familiar() + " in the store");
  }

  @Override
  public void close() throws IOException {
    workshop.close();
  }
}
