// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.LayerToc;
import dev.jbuild.layer.MergedView;
import dev.jbuild.layer.ViewLayer;
import dev.jbuild.oci.Digest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The file system of an image that a test makes up, layer by layer; all files are of mtime 7. */
final class ImageTree {
  static final long MTIME = 7;

  private final List<ViewLayer> layers = new ArrayList<>();
  private Map<String, Entry> entries = new HashMap<>();
  private Map<String, byte[]> data = new HashMap<>();

  ImageTree directory(String path, int mode, long uid, long gid) {
    return add(Entry.directory(path, attributes(mode, uid, gid)));
  }

  ImageTree directory(String path) {
    return directory(path, 0755, 0, 0);
  }

  ImageTree file(String path, String text) {
    return file(path, text, 0644, 0, 0);
  }

  ImageTree file(String path, String text, int mode, long uid, long gid) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    data.put(path, bytes);
    return add(
        Entry.file(path, attributes(mode, uid, gid), bytes.length)
            .withDigest(Digest.ofData(bytes)));
  }

  ImageTree link(String path, String target) {
    return add(Entry.symlink(path, attributes(0777, 0, 0), target));
  }

  ImageTree hardLink(String path, String file) {
    data.put(path, Objects.requireNonNull(data.get(file)));
    return add(Entry.hardLink(path, Objects.requireNonNull(entries.get(file))));
  }

  /** What is added next is in a layer above. */
  ImageTree nextLayer() {
    Map<String, byte[]> layerData = data;
    layers.add(
        new ViewLayer(
            LayerToc.of(entries.values()),
            file ->
                new ByteArrayInputStream(Objects.requireNonNull(layerData.get(file.path())))));
    entries = new HashMap<>();
    data = new HashMap<>();
    return this;
  }

  SourceTree tree() {
    nextLayer();
    return new ViewTree(MergedView.of(layers));
  }

  private ImageTree add(Entry entry) {
    entries.put(entry.path(), entry);
    return this;
  }

  private static Attributes attributes(int mode, long uid, long gid) {
    return Attributes.ofMode(mode).withOwner(uid, gid).withMtime(MTIME);
  }
}
