// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads tars of all kinds in one pass: v7, ustar, PAX and GNU, with sparse files.
 *
 * <p>Other readers decode PAX values as text, which breaks binary xattrs and names that are not
 * UTF-8. What the headers claim is checked for sense here; what it means in a tree, by LayerReader.
 */
final class TarReader {
  private static final int MAX_EXTENSION_BYTES = 4 * 1024 * 1024;
  private static final int BLOCK = TarHeaders.BLOCK_BYTES;

  private final TarInput in;
  private final PaxRecords global = new PaxRecords();
  private long storedLeft;
  private int padding;
  private Optional<SparseMap> sparse = Optional.empty();

  TarReader(TarInput in) {
    this.in = in;
  }

  /** The next entry, or empty at the end; what is left of the last one's data is skipped. */
  Optional<TarEntry> next() throws IOException {
    PaxRecords pax = new PaxRecords();
    Optional<String> longName = Optional.empty();
    Optional<String> longLink = Optional.empty();
    while (true) {
      in.skip(storedLeft);
      in.skip(padding);
      storedLeft = 0;
      padding = 0;
      int block = in.block();
      if (block < 0 || isZero(block)) {
        return Optional.empty();
      }
      TarBlock header = TarBlock.parse(in.buffer(), block);
      switch (header.typeFlag()) {
        case 'x', 'X' -> pax.parse(extension(header));
        case 'g' -> global.parse(extension(header));
        case 'L' -> longName = Optional.of(text(extension(header)));
        case 'K' -> longLink = Optional.of(text(extension(header)));
        case 'V' -> setStored(header.sizeBytes());
        case 'M' ->
            throw new LayerException(
                "the layer is a part of a tar of several volumes: " + header.name());
        default -> {
          pax.putDefaults(global);
          return Optional.of(entry(header, pax, longName, longLink));
        }
      }
    }
  }

  /** Passes the data of the last entry to {@code sink}. */
  void readData(DataSink sink) throws IOException {
    if (sparse.isEmpty()) {
      copy(storedLeft, sink);
      return;
    }
    SparseMap map = sparse.get();
    long at = 0;
    for (int i = 0; i < map.numbers().size(); i += 2) {
      long offset = map.numbers().get(i);
      if (offset > at) {
        sink.hole(offset - at);
      }
      long length = map.numbers().get(i + 1);
      copy(length, sink);
      at = offset + length;
    }
    if (map.realSizeBytes() > at) {
      sink.hole(map.realSizeBytes() - at);
    }
  }

  private void copy(long length, DataSink sink) throws IOException {
    long left = length;
    while (left > 0) {
      int count = in.slice(left);
      sink.data(in.buffer(), in.sliceStart(count), count);
      left -= count;
    }
    storedLeft -= length;
  }

  private TarEntry entry(
      TarBlock header, PaxRecords pax, Optional<String> longName, Optional<String> longLink)
      throws IOException {
    String name = pax.name("path").or(() -> longName).orElse(header.name());
    String link = pax.name("linkpath").or(() -> longLink).orElse(header.link());
    char type = header.typeFlag();
    long size = isHeaderOnly(type) ? 0 : pax.number("size").orElse(header.sizeBytes());
    setStored(size);
    sparse = sparseMap(header, pax);
    if (sparse.isPresent() && sparse.get().storedBytes() != storedLeft) {
      throw new LayerException("the map of the sparse file " + name + " contradicts its size");
    }
    Attributes attributes =
        new Attributes(
            header.mode(),
            pax.number("uid").orElse(header.uid()),
            pax.number("gid").orElse(header.gid()),
            pax.seconds("mtime").orElse(header.mtime()),
            pax.isEmpty() ? Xattrs.none() : pax.xattrs());
    return new TarEntry(
        pax.name("GNU.sparse.name").orElse(name),
        type == 'S' ? '0' : type,
        attributes,
        sparse.map(SparseMap::realSizeBytes).orElse(size),
        link,
        header.deviceMajor(),
        header.deviceMinor(),
        sparse);
  }

  private Optional<SparseMap> sparseMap(TarBlock header, PaxRecords pax) throws IOException {
    if (header.typeFlag() == 'S') {
      return Optional.of(new SparseMap(gnuSparseNumbers(header), header.sparseRealSize()));
    }
    if (pax.text("GNU.sparse.major").equals(Optional.of("1"))) {
      long realSize =
          pax.number("GNU.sparse.realsize")
              .orElseThrow(() -> new LayerException("a sparse file in the layer has no size"));
      return Optional.of(new SparseMap(leadingSparseNumbers(), realSize));
    }
    return pax.isEmpty() ? Optional.empty() : pax.sparse();
  }

  /** The old GNU form: four pieces in the header, 21 in each block that follows it. */
  private List<Long> gnuSparseNumbers(TarBlock header) throws IOException {
    List<Long> numbers = new ArrayList<>(header.sparseNumbers());
    boolean more = header.sparseContinues();
    while (more) {
      int block = in.block();
      if (block < 0) {
        throw TarInput.truncated();
      }
      TarBlock.appendSparse(in.buffer(), block, 21, numbers);
      more = in.buffer()[block + 504] != 0;
      requireSane(numbers.size());
    }
    return numbers;
  }

  /** PAX form 1.0: decimal numbers, one a line, before the data, padded to a whole block. */
  private List<Long> leadingSparseNumbers() throws IOException {
    List<Long> numbers = new ArrayList<>();
    long count = -1;
    long value = 0;
    boolean digits = false;
    while (count < 0 || numbers.size() < 2 * count) {
      if (storedLeft < BLOCK) {
        throw new LayerException("the map of a sparse file in the layer is truncated");
      }
      int block = in.block();
      if (block < 0) {
        throw TarInput.truncated();
      }
      storedLeft -= BLOCK;
      for (int i = block; i < block + BLOCK; i++) {
        byte b = in.buffer()[i];
        if (b >= '0' && b <= '9' && value < Long.MAX_VALUE / 100) {
          value = 10 * value + b - '0';
          digits = true;
        } else if (b == '\n' && digits) {
          if (count < 0) {
            count = value;
            requireSane(count);
          } else {
            numbers.add(value);
          }
          value = 0;
          digits = false;
          if (numbers.size() == 2 * count) {
            break;
          }
        } else {
          throw new LayerException("the map of a sparse file in the layer is malformed");
        }
      }
    }
    return numbers;
  }

  private static void requireSane(long pieces) {
    if (pieces > 10_000_000) {
      throw new LayerException("a sparse file in the layer has more than 10 million pieces");
    }
  }

  private byte[] extension(TarBlock header) throws IOException {
    if (header.sizeBytes() > MAX_EXTENSION_BYTES) {
      throw new LayerException(
          "a header in the layer has " + header.sizeBytes() + " bytes, more than 4 MiB");
    }
    byte[] data = new byte[(int) header.sizeBytes()];
    int at = 0;
    while (at < data.length) {
      int count = in.slice(data.length - at);
      System.arraycopy(in.buffer(), in.sliceStart(count), data, at, count);
      at += count;
    }
    padding = padding(data.length);
    return data;
  }

  private void setStored(long size) {
    storedLeft = size;
    padding = padding(size);
  }

  private static int padding(long size) {
    return (int) (-size & (BLOCK - 1));
  }

  private static boolean isHeaderOnly(char type) {
    return type >= '1' && type <= '6';
  }

  private static String text(byte[] data) {
    int length = 0;
    while (length < data.length && data[length] != 0) {
      length++;
    }
    return FileNames.fromBytes(data, 0, length);
  }

  private boolean isZero(int block) {
    return Arrays.mismatch(in.buffer(), block, block + BLOCK, ZEROS, 0, BLOCK) < 0;
  }

  private static final byte[] ZEROS = new byte[BLOCK];
}
