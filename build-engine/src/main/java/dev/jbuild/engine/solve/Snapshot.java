// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.layer.LayerData;
import dev.jbuild.layer.MergedView;
import dev.jbuild.layer.ViewLayer;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The file system after a step: a stack of layers, lowest first. */
record Snapshot(List<Layer> layers) {
  static final Snapshot EMPTY = new Snapshot(List.of());

  Snapshot {
    layers = List.copyOf(layers);
  }

  Snapshot plus(Layer layer) {
    List<Layer> more = new ArrayList<>(layers);
    more.add(layer);
    return new Snapshot(more);
  }

  /** What a container sees; waits until the tables of contents of all layers are there. */
  MergedView view() throws IOException {
    return MergedView.of(
        Futures.inParallel(
            layers,
            layer ->
                new ViewLayer(layer.toc(), LayerData.in(() -> layer.directory().orElseThrow()))));
  }

  SourceTree tree() throws IOException {
    return new ViewTree(view());
  }

  /**
   * The file system as far as {@code /etc/passwd} and {@code /etc/group} go: does not wait for
   * layers in the making that leave them alone.
   */
  SourceTree accounts() throws IOException {
    int count = layers.size();
    while (count > 0
        && layers.get(count - 1).isPending()
        && !touchesAccounts(layers.get(count - 1))) {
      count--;
    }
    return new Snapshot(layers.subList(0, count)).tree();
  }

  private static boolean touchesAccounts(Layer layer) {
    if (layer.upper().isEmpty()) {
      return true;
    }
    Path etc = layer.upper().get().resolve("etc");
    boolean untouched = !Files.exists(etc, LinkOption.NOFOLLOW_LINKS);
    return !untouched
        && (!Files.isDirectory(etc, LinkOption.NOFOLLOW_LINKS)
            || Files.exists(etc.resolve("passwd"), LinkOption.NOFOLLOW_LINKS)
            || Files.exists(etc.resolve("group"), LinkOption.NOFOLLOW_LINKS));
  }

  /** The directories to mount, lowest first; waits until they are unpacked, several at once. */
  List<Path> directories() throws IOException {
    List<Optional<Path>> directories = Futures.inParallel(layers, Layer::directory);
    return directories.stream().flatMap(Optional::stream).toList();
  }

  /** The layers of the image that this is, lowest first; waits until they are known. */
  List<LayerBlob> blobs() throws IOException {
    List<LayerBlob> blobs = new ArrayList<>();
    for (Layer layer : layers) {
      layer.blob().ifPresent(blobs::add);
    }
    return blobs;
  }

  /** The identity of the content: the chain of diffIDs; waits until they are known. */
  Digest identity() throws IOException {
    CacheKey key = CacheKey.of("snapshot");
    for (LayerBlob blob : blobs()) {
      key.with("diffId", blob.diffId());
    }
    return key.digest();
  }
}
