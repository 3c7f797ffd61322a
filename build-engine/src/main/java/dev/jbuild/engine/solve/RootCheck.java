// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.ErrorReport;
import dev.jbuild.engine.StorageProblem;
import dev.jbuild.layer.DataSource;
import dev.jbuild.layer.LayerException;
import dev.jbuild.layer.LayerToc;
import dev.jbuild.oci.BlobStore;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.ImageLayout;
import dev.jbuild.oci.Index;
import dev.jbuild.oci.Manifest;
import dev.jbuild.oci.MediaType;
import dev.jbuild.oci.OciException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a storage root and says what is damaged. What is, is removed by a repair, with what can't
 * be without it: then builds make it anew.
 */
final class RootCheck {
  private final StorageRoot root;
  private final boolean repair;
  private final ImageLayout store;
  private final BlobOrigins origins;
  private final List<StorageProblem> problems = new ArrayList<>();
  private final Set<Digest> whole = new HashSet<>();

  RootCheck(StorageRoot root, boolean repair) {
    this.root = root;
    this.repair = repair;
    this.store = root.store();
    this.origins = new BlobOrigins(root.origins());
  }

  List<StorageProblem> run() throws IOException {
    checkBlobs();
    checkImages();
    checkTocs();
    checkRecords();
    return problems;
  }

  private void checkBlobs() throws IOException {
    BlobStore blobs = store.blobs();
    DataDigester digester = new DataDigester();
    for (Digest digest : HexNames.in(blobs.directory())) {
      Digest actual = digester.digest(DataSource.of(blobs.path(digest)));
      if (actual.equals(digest)) {
        whole.add(digest);
      } else {
        found(blobs.path(digest), "its content has digest " + actual, () -> blobs.delete(digest));
      }
    }
  }

  private void checkImages() throws IOException {
    for (Descriptor image : store.index().manifests()) {
      String name =
          image.annotations().getOrDefault(ImageLayout.REF_NAME, image.digest().toString());
      try {
        requireImage(image);
      } catch (OciException e) {
        problems.add(new StorageProblem("image " + name, String.valueOf(e.getMessage()), repair));
        if (repair) {
          store.untag(name);
        }
      }
    }
  }

  /** An index may be here without the images of all its platforms. */
  private void requireImage(Descriptor image) throws IOException {
    requireHere(image, "manifest");
    byte[] data = store.blobs().read(image.digest());
    if (MediaType.isIndex(image.mediaType())) {
      for (Descriptor child : Index.parse(data).manifests()) {
        if (whole.contains(child.digest())) {
          requireImage(child);
        }
      }
      return;
    }
    Manifest manifest = Manifest.parse(data);
    requireHere(manifest.config(), "config");
    for (Descriptor layer : manifest.layers()) {
      if (origins.find(layer.digest()).isEmpty()) {
        requireHere(layer, "layer");
      }
    }
  }

  private void requireHere(Descriptor blob, String what) {
    if (!whole.contains(blob.digest())) {
      throw new OciException("its " + what + " " + blob.digest() + " is missing");
    }
  }

  private void checkTocs() throws IOException {
    Set<Digest> known = new HashSet<>();
    for (Digest diffId : HexNames.in(root.tocs())) {
      Path toc = root.toc(diffId);
      try {
        LayerToc.parse(Files.readAllBytes(toc));
        known.add(diffId);
      } catch (LayerException e) {
        found(toc, String.valueOf(e.getMessage()), () -> Files.delete(toc));
      }
    }
    for (Path ids : HexNames.children(root.layers())) {
      for (Digest diffId : HexNames.in(ids)) {
        if (!known.contains(diffId)) {
          Path directory = ids.resolve(diffId.hex());
          found(directory, "it has no table of contents", () -> FileTrees.delete(directory));
        }
      }
    }
  }

  private void checkRecords() throws IOException {
    BuildCache records = new BuildCache(root.cache());
    for (Digest key : root.cache().keys()) {
      if (records.peek(key).isEmpty()) {
        Path file = root.cache().directory().resolve(key.hex());
        found(file, "it is no record of a step", () -> Files.delete(file));
      }
    }
  }

  private interface Removal {
    void run() throws IOException;
  }

  private void found(Path path, String message, Removal removal) throws IOException {
    boolean repaired = false;
    String text = message;
    if (repair) {
      try {
        removal.run();
        repaired = true;
      } catch (IOException e) {
        text = message + ", and it can't be removed: " + ErrorReport.describe(e);
      }
    }
    problems.add(new StorageProblem(root.path().relativize(path).toString(), text, repaired));
  }
}
