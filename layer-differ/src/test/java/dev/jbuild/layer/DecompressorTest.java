// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.oci.Compression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DecompressorTest {
  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource({"cat, PLAIN", "gzip, GZIP", "zstd, ZSTD", "bzip2, BZIP2", "xz, XZ"})
  void whatIsInTheStreamIsSeenFromItsFirstBytes(String program, Decompressor.Format format)
      throws Exception {
    Layers.assume(Layers.isInstalled(program), program);
    Path plain = Files.writeString(temporary.resolve("plain"), "some text\n".repeat(10_000));
    Layers.run(temporary, "sh", "-c", program + " <plain >packed");
    byte[] packed = Files.readAllBytes(temporary.resolve("packed"));
    assertThat(Decompressor.detect(new ByteArrayInputStream(packed))).isEqualTo(format);
    try (InputStream in = Decompressor.open(new ByteArrayInputStream(packed))) {
      assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(plain));
    }
  }

  @Test
  void allMembersOfAGzipAreReadThoughTheSourceHasNothingAtHand() throws IOException {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    for (String text : new String[] {"one ", "two ", "three"}) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(members)) {
        gzip.write(text.getBytes(StandardCharsets.UTF_8));
      }
    }
    InputStream slow =
        new FilterInputStream(new ByteArrayInputStream(members.toByteArray())) {
          @Override
          public int read(byte[] data, int offset, int length) throws IOException {
            return super.read(data, offset, Math.min(length, 1));
          }

          @Override
          public int available() {
            return 0;
          }
        };
    try (InputStream in = Decompressor.open(slow, Compression.GZIP)) {
      assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("one two three");
    }
  }
}
