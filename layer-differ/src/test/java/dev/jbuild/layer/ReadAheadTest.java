// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadAheadTest {
  private static final int CHUNK_BYTES = 256 * 1024;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 9 * CHUNK_BYTES})
  void allBytesArriveInOrder(int size) throws IOException {
    byte[] data = new byte[size];
    new Random(size).nextBytes(data);

    try (InputStream ahead = new ReadAhead(new ByteArrayInputStream(data))) {
      assertThat(ahead.readAllBytes()).isEqualTo(data);
      assertThat(ahead.read()).isEqualTo(-1);
    }
  }

  @Test
  void failureArrivesAfterTheBytesBeforeIt() throws IOException {
    IOException broken = new IOException("broken");
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw broken;
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            throw broken;
          }
        };

    try (InputStream ahead =
        new ReadAhead(new SequenceInputStream(new ByteArrayInputStream(new byte[5]), failing))) {
      assertThat(ahead.readNBytes(5)).hasSize(5);
      assertThatThrownBy(ahead::read).isSameAs(broken);
      assertThatThrownBy(ahead::read).isSameAs(broken);
    }
  }

  @Test
  void nothingReadsTheStreamOnceItIsClosed() throws Exception {
    Endless endless = new Endless();
    ReadAhead ahead = new ReadAhead(endless);
    endless.begun.await();

    ahead.close();

    assertThat(endless.reader).isNotNull();
    assertThat(endless.reader.isAlive()).isFalse();
  }

  private static final class Endless extends InputStream {
    final CountDownLatch begun = new CountDownLatch(1);
    volatile Thread reader = Thread.currentThread();

    @Override
    public int read() {
      return 0;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      reader = Thread.currentThread();
      begun.countDown();
      return length;
    }
  }
}
