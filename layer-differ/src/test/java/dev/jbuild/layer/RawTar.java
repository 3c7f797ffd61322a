// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import dev.jbuild.oci.Compression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes tars as nobody should, header by header. */
final class RawTar {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  RawTar file(String name, String data) {
    return entry(name, '0', "", data.length(), data);
  }

  RawTar directory(String name) {
    return entry(name, '5', "", 0, "");
  }

  RawTar symlink(String name, String target) {
    return entry(name, '2', target, 0, "");
  }

  RawTar hardLink(String name, String target) {
    return entry(name, '1', target, 0, "");
  }

  RawTar pax(String records) {
    byte[] bytes = records.getBytes(StandardCharsets.UTF_8);
    return entry("pax", 'x', "", bytes.length, records);
  }

  static String record(String key, String value) {
    int length = key.length() + value.getBytes(StandardCharsets.UTF_8).length + 3;
    int digits = Integer.toString(length).length();
    digits = Integer.toString(length + digits).length();
    return (length + digits) + " " + key + "=" + value + "\n";
  }

  RawTar entry(String name, char type, String link, long claimedSize, String data) {
    byte[] block = new byte[512];
    put(block, 0, name);
    put(block, 100, "0000644");
    put(block, 108, "0000000");
    put(block, 116, "0000000");
    put(block, 124, String.format("%011o", claimedSize));
    put(block, 136, "00000000001");
    block[156] = (byte) type;
    put(block, 157, link);
    put(block, 257, "ustar");
    put(block, 263, "00");
    put(block, 329, "0000001");
    put(block, 337, "0000003");
    Arrays.fill(block, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xFF;
    }
    put(block, 148, String.format("%06o", sum));
    block[154] = 0;
    out.writeBytes(block);
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    out.writeBytes(bytes);
    out.writeBytes(new byte[-bytes.length & 511]);
    return this;
  }

  RawTar raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  private static void put(byte[] block, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }

  byte[] unfinished() {
    return out.toByteArray();
  }

  byte[] bytes() {
    out.writeBytes(new byte[1024]);
    return out.toByteArray();
  }

  LayerToc toc() throws IOException {
    return new LayerReader(LowerLookup.none())
        .readToc(new ByteArrayInputStream(bytes()), Compression.NONE)
        .toc();
  }

  LayerToc unpack(Path directory) throws IOException {
    Files.createDirectories(directory);
    return new LayerReader(LowerLookup.none())
        .unpack(new ByteArrayInputStream(bytes()), Compression.NONE, directory, Owners.SINGLE)
        .toc();
  }
}
