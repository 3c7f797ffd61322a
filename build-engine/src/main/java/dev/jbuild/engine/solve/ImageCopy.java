// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Index;
import dev.jbuild.oci.Manifest;
import dev.jbuild.oci.MediaType;
import dev.jbuild.oci.OciException;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Copies an image, or an index with all its images, without unpacking anything. */
final class ImageCopy {
  private static final int MOST_NESTED = 4;

  private final ImageSource source;
  private final ImageTarget target;

  ImageCopy(ImageSource source, ImageTarget target) {
    this.source = source;
    this.target = target;
  }

  /** The config of an image, of an index that for a platform or this machine. */
  static byte[] config(ImageSource source, Optional<Platform> platform) throws IOException {
    Document image = select(source, source.top(), platform.orElseGet(Platform::host));
    Descriptor config = Manifest.parse(image.data()).config();
    try (InputStream in = source.blob(config)) {
      byte[] data = in.readAllBytes();
      if (!Digest.ofData(data).equals(config.digest())) {
        throw new OciException(
            "the config has digest " + Digest.ofData(data) + ", expected " + config.digest());
      }
      return data;
    }
  }

  /** Copies all there is, or the image for a platform; returns what the target has then. */
  Descriptor copy(Optional<Platform> platform) throws IOException {
    Document top = source.top();
    if (platform.isPresent() || !target.takesIndexes()) {
      top = select(source, top, platform.orElseGet(Platform::host));
    }
    bringContent(top, 0);
    target.finish(top);
    return top.descriptor();
  }

  private static Document select(ImageSource source, Document top, Platform platform)
      throws IOException {
    Document document = top;
    for (int depth = 0; MediaType.isIndex(document.descriptor().mediaType()); depth++) {
      requireDepth(depth);
      Descriptor child =
          Index.parse(document.data())
              .select(platform)
              .orElseThrow(() -> new OciException("the index has no image for " + platform));
      document = Document.of(child.mediaType(), source.manifest(child));
    }
    return document;
  }

  private void bringContent(Document document, int depth) throws IOException {
    if (!MediaType.isIndex(document.descriptor().mediaType())) {
      bringBlobs(Manifest.parse(document.data()));
      return;
    }
    requireDepth(depth);
    for (Descriptor child : Index.parse(document.data()).manifests()) {
      Document inner = Document.of(child.mediaType(), source.manifest(child));
      bringContent(inner, depth + 1);
      target.child(inner);
    }
  }

  private void bringBlobs(Manifest manifest) throws IOException {
    Map<String, Descriptor> blobs = new LinkedHashMap<>();
    blobs.put(manifest.config().digest().hex(), manifest.config());
    for (Descriptor layer : manifest.layers()) {
      // What may not be passed on stays where its URLs say that it is.
      if (!MediaType.isLayer(layer.mediaType()) || !MediaType.isForeignLayer(layer.mediaType())) {
        blobs.putIfAbsent(layer.digest().hex(), layer);
      }
    }
    Futures.inParallel(
        blobs.values().stream().toList(),
        blob -> {
          bring(blob);
          return blob;
        });
  }

  /** What came with another digest is fetched once more. */
  private void bring(Descriptor blob) throws IOException {
    try {
      target.blob(blob, source);
    } catch (RegistryException e) {
      if (e.reason() != RegistryException.Reason.WRONG_DIGEST) {
        throw e;
      }
      target.blob(blob, source);
    }
  }

  private static void requireDepth(int depth) {
    if (depth == MOST_NESTED) {
      throw new OciException("its indexes are nested more than " + MOST_NESTED + " deep");
    }
  }
}
