// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.Manifest;
import dev.jbuild.oci.MediaType;
import dev.jbuild.oci.OciException;
import dev.jbuild.registry.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One image of what {@code docker save} wrote, unpacked: {@code manifest.json} names the config and
 * the layers of each. It becomes an OCI image of the same config and layers.
 */
final class DockerArchiveImage implements ImageSource {
  private final Document top;
  private final Map<Digest, Path> blobs = new HashMap<>();

  /** Reads the one image that bears {@code name}; all there is if that is empty. */
  DockerArchiveImage(Path unpacked, String name) throws IOException {
    ObjectNode image = image(unpacked, name);
    Path config = file(unpacked, Json.text(image, "Config"));
    List<Descriptor> layers = new ArrayList<>();
    for (String layer : Json.strings(image, "Layers")) {
      Path file = file(unpacked, layer);
      layers.add(add(MediaType.ociLayer(compression(file)), file));
    }
    Manifest manifest =
        new Manifest(MediaType.OCI_MANIFEST, add(MediaType.OCI_CONFIG, config), layers, Map.of());
    this.top = Document.of(MediaType.OCI_MANIFEST, manifest.toBytes());
  }

  /** The names of all images in an archive. */
  static List<String> names(Path unpacked) throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonNode image : images(unpacked)) {
      names.addAll(Json.strings(image, "RepoTags"));
    }
    return names;
  }

  private static JsonNode images(Path unpacked) throws IOException {
    String array = Files.readString(unpacked.resolve("manifest.json"));
    String object = "{\"images\":" + array + "}";
    return Json.parseObject(object.getBytes(StandardCharsets.UTF_8), "manifest.json")
        .path("images");
  }

  private static ObjectNode image(Path unpacked, String name) throws IOException {
    List<ObjectNode> found = new ArrayList<>();
    for (JsonNode image : images(unpacked)) {
      boolean wanted =
          name.isEmpty() || Json.strings(image, "RepoTags").stream().anyMatch(t -> same(t, name));
      if (wanted && image instanceof ObjectNode object) {
        found.add(object);
      }
    }
    if (found.size() != 1) {
      throw new OciException(
          found.isEmpty()
              ? "the archive has no image " + name
              : "the archive has several images: name one of " + names(unpacked));
    }
    return found.get(0);
  }

  /** Docker writes short names, skopeo full ones. */
  private static boolean same(String a, String b) {
    try {
      return Reference.parse(a).equals(Reference.parse(b));
    } catch (IllegalArgumentException e) {
      return a.equals(b);
    }
  }

  private static Path file(Path unpacked, String name) {
    Path file = unpacked.resolve(name).normalize();
    if (!file.startsWith(unpacked) || !Files.isRegularFile(file)) {
      throw new OciException("the archive has no file " + name);
    }
    return file;
  }

  private static Compression compression(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] magic = in.readNBytes(2);
      boolean gzip = magic.length == 2 && magic[0] == 0x1f && (magic[1] & 0xff) == 0x8b;
      return gzip ? Compression.GZIP : Compression.NONE;
    }
  }

  private Descriptor add(String mediaType, Path file) throws IOException {
    MessageDigest sha256 = Digest.newSha256();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
      Files.copy(file, out);
    }
    Digest digest = Digest.of(sha256.digest());
    blobs.put(digest, file);
    return Descriptor.of(mediaType, digest, Files.size(file));
  }

  @Override
  public Document top() {
    return top;
  }

  @Override
  public byte[] manifest(Descriptor child) {
    throw new OciException("an archive of Docker has no indexes");
  }

  @Override
  public InputStream blob(Descriptor blob) throws IOException {
    Path file = blobs.get(blob.digest());
    if (file == null) {
      throw new OciException("the archive has no blob " + blob.digest());
    }
    return Files.newInputStream(file);
  }
}
