// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlobStoreTest {
  private static final byte[] DATA = "data".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path root;

  @Test
  void aBlobIsThereOnceItIsCommitted() throws IOException {
    BlobStore store = new BlobStore(root);
    Digest digest = Digest.ofData(DATA);

    try (BlobStore.Writer writer = store.newWriter()) {
      writer.write(DATA);
      assertThat(store.contains(digest)).isFalse();
      assertThat(writer.commit()).isEqualTo(digest);
    }

    assertThat(store.read(digest)).isEqualTo(DATA);
    assertThat(store.sizeBytes(digest)).contains(4L);
  }

  @Test
  void whatIsNotCommittedLeavesNothing() throws IOException {
    BlobStore store = new BlobStore(root);

    try (BlobStore.Writer writer = store.newWriter()) {
      writer.write(DATA);
    }

    try (Stream<Path> files = Files.list(root.resolve("blobs/sha256"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void contentOfAnotherDigestIsNotTakenIn() throws IOException {
    BlobStore store = new BlobStore(root);
    Digest expected = Digest.ofData(new byte[0]);

    try (BlobStore.Writer writer = store.newWriter()) {
      writer.write(DATA);
      assertThatThrownBy(() -> writer.commitVerified(expected))
          .isInstanceOf(OciException.class)
          .hasMessage("content has digest " + Digest.ofData(DATA) + ", expected " + expected);
    }

    assertThat(store.contains(Digest.ofData(DATA))).isFalse();
    assertThat(store.contains(expected)).isFalse();
  }

  @Test
  void damageIsNoticedWhenASmallBlobIsRead() throws IOException {
    BlobStore store = new BlobStore(root);
    Digest digest = store.put(DATA);
    Files.writeString(store.path(digest), "dat4");

    assertThatThrownBy(() -> store.read(digest))
        .isInstanceOf(OciException.class)
        .hasMessageContaining("blob " + digest + " in the store is damaged");
  }
}
