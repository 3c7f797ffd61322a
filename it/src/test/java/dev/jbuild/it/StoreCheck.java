// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether a storage root is whole: every blob is what its name says, nothing is half written. */
final class StoreCheck {
  private StoreCheck() {}

  static void assertSound(Path root) throws IOException {
    Path store = root.resolve("store");
    if (!Files.exists(store)) {
      return;
    }
    List<String> faults = new ArrayList<>();
    for (Path blob : list(store.resolve("blobs/sha256"))) {
      if (!digest(blob).hex().equals(blob.getFileName().toString())) {
        faults.add("blob " + blob + " has other bytes than its name says");
      }
    }
    if (Files.exists(store.resolve("index.json"))) {
      JsonNode index = Json.parseObject(Files.readAllBytes(store.resolve("index.json")), "index");
      for (JsonNode manifest : index.path("manifests")) {
        checkManifest(store, manifest.path("digest").asText(), faults);
      }
    }
    assertThat(faults).isEmpty();
  }

  /** No directory of a build is left in {@code work}. */
  static void assertSwept(Path root) throws IOException {
    List<Path> builds = list(root.resolve("work")).stream().filter(Files::isDirectory).toList();
    assertThat(builds).as("builds in flight").isEmpty();
  }

  private static void checkManifest(Path store, String digest, List<String> faults)
      throws IOException {
    Path file = blob(store, digest);
    if (!Files.exists(file)) {
      faults.add("index.json names a manifest that is not there: " + digest);
      return;
    }
    JsonNode manifest = Json.parseObject(Files.readAllBytes(file), "manifest " + digest);
    String config = manifest.path("config").path("digest").asText();
    if (manifest.has("config") && !Files.exists(blob(store, config))) {
      faults.add("manifest " + digest + " has no config " + config);
    }
  }

  private static Path blob(Path store, String digest) {
    return store.resolve("blobs").resolve(digest.replace(':', '/'));
  }

  private static List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }

  private static Digest digest(Path file) throws IOException {
    MessageDigest sha256 = Digest.newSha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Digest.of(sha256.digest());
  }
}
