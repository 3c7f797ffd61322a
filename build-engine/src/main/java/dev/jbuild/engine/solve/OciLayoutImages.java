// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ContextSource;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.oci.BlobStore;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.ImageLayout;
import dev.jbuild.oci.Index;
import dev.jbuild.oci.Manifest;
import dev.jbuild.oci.MediaType;
import dev.jbuild.oci.OciException;
import dev.jbuild.oci.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Images of OCI layouts on this host, whose blobs are copied into the store, and verified. */
final class OciLayoutImages {
  private static final int MOST_NESTED = 4;

  private final BlobStore store;
  private final Map<String, ContextSource.OciLayout> layouts = new HashMap<>();

  /** Knows the layouts among {@code contexts}, and no other: a Dockerfile can't name one. */
  OciLayoutImages(BlobStore store, Collection<ContextSource> contexts) {
    this.store = store;
    for (ContextSource context : contexts) {
      if (context instanceof ContextSource.OciLayout layout) {
        layouts.put(layout.shown(), layout);
      }
    }
  }

  /** The layout that a plan has named for a named context. */
  Optional<ContextSource.OciLayout> find(String image) {
    return Optional.ofNullable(layouts.get(image));
  }

  /** The image that {@code source} names, for {@code platform}. */
  ResolvedImage resolve(ContextSource.OciLayout source, Platform platform) throws IOException {
    if (!Files.isRegularFile(source.path().resolve("index.json"))) {
      throw failure(source, "there is no index.json: it is no OCI layout");
    }
    ImageLayout layout = new ImageLayout(source.path());
    try {
      return resolve(source, layout.blobs(), top(source, layout.index()), platform);
    } catch (OciException e) {
      throw failure(source, String.valueOf(e.getMessage()));
    }
  }

  private static Descriptor top(ContextSource.OciLayout source, Index index) {
    String selector = source.selector();
    List<Descriptor> matches =
        index.manifests().stream().filter(d -> matches(d, selector)).toList();
    if (matches.isEmpty()) {
      throw failure(source, "its index has no such image");
    }
    boolean one = matches.stream().map(Descriptor::digest).distinct().count() == 1;
    if (one) {
      return matches.get(0);
    }
    return matches.stream()
        .filter(d -> matches(d, ":latest"))
        .findFirst()
        .orElseThrow(() -> failure(source, "it has several images: name one with :tag or @digest"));
  }

  private static boolean matches(Descriptor image, String selector) {
    if (selector.startsWith("@")) {
      return image.digest().toString().equals(selector.substring(1));
    }
    String name = image.annotations().getOrDefault(ImageLayout.REF_NAME, "");
    String tag = selector.isEmpty() ? "" : selector.substring(1);
    return tag.isEmpty() || name.equals(tag) || name.endsWith(":" + tag);
  }

  private ResolvedImage resolve(
      ContextSource.OciLayout source, BlobStore blobs, Descriptor top, Platform platform)
      throws IOException {
    Descriptor descriptor = top;
    for (int depth = 0; MediaType.isIndex(descriptor.mediaType()); depth++) {
      Index index = Index.parse(read(source, blobs, descriptor.digest()));
      descriptor =
          index
              .select(platform)
              .orElseThrow(() -> failure(source, "it has no image for " + platform));
      if (depth == MOST_NESTED) {
        throw failure(source, "its indexes are nested too deeply");
      }
    }
    Manifest manifest = Manifest.parse(read(source, blobs, descriptor.digest()));
    ImageConfig config = ImageConfig.parse(read(source, blobs, manifest.config().digest()));
    for (Descriptor layer : manifest.layers()) {
      bring(source, blobs, layer.digest());
    }
    return new ResolvedImage(
        Descriptor.of(manifest.mediaType(), descriptor.digest(), descriptor.sizeBytes()),
        manifest,
        config);
  }

  private byte[] read(ContextSource.OciLayout source, BlobStore blobs, Digest digest)
      throws IOException {
    bring(source, blobs, digest);
    return store.read(digest);
  }

  private void bring(ContextSource.OciLayout source, BlobStore blobs, Digest digest)
      throws IOException {
    if (store.contains(digest)) {
      return;
    }
    if (!blobs.contains(digest)) {
      throw failure(source, "blob " + digest + " is missing in it");
    }
    try (InputStream in = blobs.open(digest);
        BlobStore.Writer out = store.newWriter()) {
      in.transferTo(out);
      out.commitVerified(digest);
    }
  }

  private static BuildException failure(ContextSource.OciLayout source, String why) {
    return new BuildException(ExitCode.DOCKERFILE, "cannot read " + source.shown() + ": " + why);
  }
}
