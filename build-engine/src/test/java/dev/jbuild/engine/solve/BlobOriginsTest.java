// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.oci.Digest;
import dev.jbuild.registry.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlobOriginsTest {
  private static final Digest BLOB = Digest.ofData(new byte[] {1});

  @TempDir Path directory;

  @Test
  void remembersTheRepositoryOfABlobWithoutItsTag() throws IOException {
    BlobOrigins origins = new BlobOrigins(new KeyedFiles(directory.resolve("origins")));

    assertThat(origins.find(BLOB)).isEmpty();
    origins.put(BLOB, Reference.parse("host:5000/app:1"));

    assertThat(origins.find(BLOB).map(Reference::name)).contains("host:5000/app");
    assertThat(new BlobOrigins(new KeyedFiles(directory.resolve("origins"))).find(BLOB))
        .isPresent();
  }

  @Test
  void theLastRepositoryThatWasSeenCounts() throws IOException {
    BlobOrigins origins = new BlobOrigins(new KeyedFiles(directory));

    origins.put(BLOB, Reference.parse("host:5000/old"));
    origins.put(BLOB, Reference.parse("host:5000/new"));

    assertThat(origins.find(BLOB).map(Reference::name)).contains("host:5000/new");
    assertThat(directory.toFile().list()).hasSize(1);
  }

  @Test
  void aFileThatWasCutOffIsWrittenAnew() throws IOException {
    Files.writeString(directory.resolve(BLOB.hex()), "");
    BlobOrigins origins = new BlobOrigins(new KeyedFiles(directory));

    assertThat(origins.find(BLOB)).isEmpty();
    origins.put(BLOB, Reference.parse("host:5000/app"));

    assertThat(origins.find(BLOB)).isPresent();
  }
}
