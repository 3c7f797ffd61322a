// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

/** Media types of image-spec media-types.md and of Docker's image manifest version 2, schema 2. */
public final class MediaType {
  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
  public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
  public static final String DOCKER_INDEX =
      "application/vnd.docker.distribution.manifest.list.v2+json";
  public static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";
  public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
  public static final String DOCKER_LAYER_GZIP =
      "application/vnd.docker.image.rootfs.diff.tar.gzip";
  public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
  private static final String OCI_FOREIGN =
      "application/vnd.oci.image.layer.nondistributable.v1.tar";
  private static final String DOCKER_FOREIGN =
      "application/vnd.docker.image.rootfs.foreign.diff.tar";

  private MediaType() {}

  public static boolean isIndex(String mediaType) {
    return mediaType.equals(OCI_INDEX) || mediaType.equals(DOCKER_INDEX);
  }

  public static boolean isManifest(String mediaType) {
    return mediaType.equals(OCI_MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
  }

  public static boolean isConfig(String mediaType) {
    return mediaType.equals(OCI_CONFIG) || mediaType.equals(DOCKER_CONFIG);
  }

  /** True of every layer type that a root file system can be made of. */
  public static boolean isLayer(String mediaType) {
    String base = withoutCompression(mediaType);
    return base.equals(OCI_LAYER) || base.equals(DOCKER_LAYER) || isForeignLayer(mediaType);
  }

  /** True of layers that are fetched from elsewhere and not pushed (nondistributable). */
  public static boolean isForeignLayer(String mediaType) {
    String base = withoutCompression(mediaType);
    return base.equals(OCI_FOREIGN) || base.equals(DOCKER_FOREIGN);
  }

  /** The OCI type of a layer with this compression. */
  public static String ociLayer(Compression compression) {
    return switch (compression) {
      case NONE -> OCI_LAYER;
      case GZIP -> OCI_LAYER + "+gzip";
      case ZSTD -> OCI_LAYER + "+zstd";
    };
  }

  /** The compression that a layer type names; an {@link OciException} if it is no layer type. */
  public static Compression compressionOf(String mediaType) {
    if (!isLayer(mediaType)) {
      throw new OciException("not the media type of a layer: " + mediaType);
    }
    if (mediaType.endsWith("gzip")) {
      return Compression.GZIP;
    }
    return mediaType.endsWith("zstd") ? Compression.ZSTD : Compression.NONE;
  }

  /** The OCI type of the same layer: Docker's types name the same formats. */
  public static String toOci(String layerMediaType) {
    Compression compression = compressionOf(layerMediaType);
    if (!isForeignLayer(layerMediaType)) {
      return ociLayer(compression);
    }
    return compression == Compression.NONE
        ? OCI_FOREIGN
        : OCI_FOREIGN + "+" + compression.displayName();
  }

  private static String withoutCompression(String mediaType) {
    return mediaType.replaceFirst("[.+](gzip|zstd)$", "");
  }
}
