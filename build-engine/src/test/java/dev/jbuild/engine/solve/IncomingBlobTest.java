// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.oci.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IncomingBlobTest {
  @TempDir Path directory;
  private final IncomingBlob blob = new IncomingBlob();
  private final PipedOutputStream server = new PipedOutputStream();
  private PipedInputStream connection;
  private BlobStore store;

  @BeforeEach
  void connect() throws IOException {
    connection = new PipedInputStream(server);
    store = new BlobStore(directory);
  }

  private Thread begin(IncomingBlob.Source source) {
    Thread thread = new Thread(() -> blob.bring(source));
    thread.start();
    return thread;
  }

  private Path receive() throws IOException {
    try (BlobStore.Writer out = store.newWriter()) {
      blob.copy(connection, out);
      return store.path(out.commit());
    }
  }

  private void send(String text) throws IOException {
    server.write(text.getBytes(UTF_8));
    server.flush();
  }

  private static String read(InputStream in, int length) throws IOException {
    return new String(in.readNBytes(length), UTF_8);
  }

  @Test
  void whatIsThereIsReadBeforeTheRestHasCome() throws Exception {
    begin(this::receive);
    send("first");

    try (InputStream in = blob.stream()) {
      assertThat(read(in, 5)).isEqualTo("first");
      send("second");
      assertThat(read(in, 6)).isEqualTo("second");
      server.close();
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThat(blob.await()).hasContent("firstsecond");
  }

  @Test
  void finishedBlobIsReadFromTheStore() throws Exception {
    Thread download = begin(this::receive);
    send("all");
    server.close();
    download.join();

    try (InputStream in = blob.stream()) {
      assertThat(read(in, 9)).isEqualTo("all");
    }
  }

  @Test
  void blobThatWasThereIsRead() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "there");
    begin(() -> file);

    try (InputStream in = blob.stream()) {
      assertThat(read(in, 9)).isEqualTo("there");
    }
    assertThat(blob.await()).isEqualTo(file);
  }

  @Test
  void failureIsTheReadersToo() throws Exception {
    IOException broken = new IOException("broken");
    begin(
        () -> {
          receive();
          throw broken;
        });
    send("begun");

    try (InputStream in = blob.stream()) {
      assertThat(read(in, 5)).isEqualTo("begun");
      server.close();
      assertThatThrownBy(in::read).isSameAs(broken);
    }
    assertThatThrownBy(blob::await).isSameAs(broken);
  }
}
