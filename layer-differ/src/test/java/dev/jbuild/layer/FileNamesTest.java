// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileNamesTest {
  @TempDir Path temporary;

  @Test
  void anyBytesSurviveAsAString() {
    Random random = new Random(3);
    byte[][] pieces = {
      {'a'},
      {-1},
      {(byte) 0xC3, (byte) 0xA9},
      {(byte) 0xE2, (byte) 0x82},
      {(byte) 0xED, (byte) 0xB3, (byte) 0xBF},
      {(byte) 0xF0, (byte) 0x9F, (byte) 0x98, (byte) 0x80},
      {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD},
      {(byte) 0xC0, (byte) 0x80}
    };
    for (int i = 0; i < 5000; i++) {
      byte[] bytes = new byte[0];
      for (int j = random.nextInt(6); j >= 0; j--) {
        byte[] piece = pieces[random.nextInt(pieces.length)];
        int at = bytes.length;
        bytes = Arrays.copyOf(bytes, at + piece.length);
        System.arraycopy(piece, 0, bytes, at, piece.length);
      }
      assertThat(FileNames.toBytes(FileNames.fromBytes(bytes))).isEqualTo(bytes);
    }
  }

  @Test
  void bytesThatAreNotUtf8BecomeLoneSurrogates() {
    assertThat(FileNames.fromBytes(new byte[] {'a', -1, 'b'})).isEqualTo("a\uDCFFb");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "é", "a\uDCFF", "\uFFFD", "per%41cent", "a b?#"})
  void namesSurviveOnDisk(String name) throws IOException {
    Files.writeString(FileNames.resolve(temporary, name), "x");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(temporary)) {
      assertThat(files).extracting(FileNames::nameOf).containsExactly(name);
    }
    Trees.delete(FileNames.resolve(temporary, name));
  }

  @Test
  void theOrderIsByBytesAndDirectoriesComeRightBeforeWhatIsInThem() {
    String[] ordered = {"", "a", "a/b", "a/c", "a!", "a-b", "ab", "é", "\uDCC4", "\uFFFD", "😀"};
    for (int i = 0; i < ordered.length; i++) {
      for (int j = 0; j < ordered.length; j++) {
        assertThat(Integer.signum(FileNames.ORDER.compare(ordered[i], ordered[j])))
            .as("%s and %s", ordered[i], ordered[j])
            .isEqualTo(Integer.signum(order(ordered[i], ordered[j])));
      }
    }
  }

  private static int order(String a, String b) {
    byte[] x = FileNames.toBytes(a.replace('/', '\1'));
    byte[] y = FileNames.toBytes(b.replace('/', '\1'));
    return Arrays.compareUnsigned(x, y);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a", "a/", "a//b", ".", "a/.", "..", "a/../b", "a\0b"})
  void pathsOfEntriesAreClean(String path) {
    assertThatThrownBy(() -> Entry.fifo(path, Attributes.ofMode(0)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
