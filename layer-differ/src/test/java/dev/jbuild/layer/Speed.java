// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import dev.jbuild.oci.Compression;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Prints how fast layers are written and read; run by hand with a directory for its files. */
final class Speed {
  private Speed() {}

  /** Writes, reads and unpacks a layer of small files and one of big files, five times each. */
  public static void main(String[] args) throws IOException {
    Path work = Files.createDirectories(Path.of(args[0]));
    Path small = work.resolve("small");
    Path big = work.resolve("big");
    if (!Files.exists(small)) {
      make(small, 20_000, 2_000);
      make(big, 4, 150_000_000);
    }
    for (Compression compression : Compression.values()) {
      if (args.length > 1 && !args[1].equals(compression.displayName())) {
        continue;
      }
      for (int round = 0; round < 4; round++) {
        measure(work, small, compression);
        measure(work, big, compression);
      }
    }
  }

  /** Time of this thread on a processor: what else runs on the machine doesn't count. */
  private static long now() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void make(Path directory, int files, int size) throws IOException {
    Random random = new Random(1);
    byte[] data = new byte[size];
    for (int i = 0; i < size; i++) {
      data[i] = (byte) "etaoin shrdlu\n".charAt(random.nextInt(14));
    }
    for (int i = 0; i < files; i++) {
      Path parent = Files.createDirectories(directory.resolve("directory" + i % 200));
      data[i % size]++;
      Files.write(parent.resolve("file-number-" + i), data);
    }
  }

  private static void measure(Path work, Path tree, Compression compression) throws IOException {
    Path blob = work.resolve("blob");
    long start = now();
    List<LayerItem> items = new ArrayList<>(TreeSource.items(tree, Owners.SINGLE));
    long scanned = now();
    WrittenLayer written;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(blob), 1 << 16)) {
      written = new LayerWriter(LayerOptions.of(compression)).write(items, out);
    }
    long wrote = now();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(blob), 1 << 16)) {
      ReadLayer unused = new LayerReader(LowerLookup.none()).readToc(in, compression);
    }
    long read = now();
    Path directory = Files.createDirectory(work.resolve("unpacked"));
    long startUnpack = now();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(blob), 1 << 16)) {
      ReadLayer unused =
          new LayerReader(LowerLookup.none()).unpack(in, compression, directory, Owners.SINGLE);
    }
    long unpacked = now();
    Trees.delete(directory);
    System.out.printf(
        "%s %s: %d entries, %d MB, scan %d ms, write %d ms, toc %d ms, unpack %d ms%n",
        tree.getFileName(),
        compression,
        written.toc().size(),
        written.tarSizeBytes() / 1_000_000,
        (scanned - start) / 1_000_000,
        (wrote - scanned) / 1_000_000,
        (read - wrote) / 1_000_000,
        (unpacked - startUnpack) / 1_000_000);
  }
}
