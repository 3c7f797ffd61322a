// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.layer.LayerData;
import dev.jbuild.layer.MergedView;
import dev.jbuild.layer.ViewLayer;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
    List<ViewLayer> viewLayers = new ArrayList<>();
    for (Layer layer : layers) {
      viewLayers.add(new ViewLayer(layer.toc(), LayerData.in(layer::directory)));
    }
    return MergedView.of(viewLayers);
  }

  SourceTree tree() throws IOException {
    return new ViewTree(view());
  }

  /** The directories to mount, lowest first; waits until they are unpacked. */
  List<Path> directories() throws IOException {
    List<Path> directories = new ArrayList<>();
    for (Layer layer : layers) {
      directories.add(layer.directory());
    }
    return directories;
  }

  /** The identity of the content: the chain of diffIDs; waits until they are known. */
  Digest identity() throws IOException {
    CacheKey key = CacheKey.of("snapshot");
    for (Layer layer : layers) {
      key.with("diffId", layer.blob().diffId());
    }
    return key.digest();
  }
}
