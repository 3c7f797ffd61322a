// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Encodes a {@link LayerToc} from entries in order, adding the directories that are missing. */
final class TocBuilder {
  private final ByteBuilder records = new ByteBuilder(8192);
  private final Deque<String> openDirectories = new ArrayDeque<>();
  private int[] offsets = new int[64];
  private int count;
  private String last = "";

  /** Adds an entry that must come after all others in {@link FileNames#ORDER}. */
  void add(Entry entry) {
    String path = entry.path();
    if (count == 0 && !path.isEmpty()) {
      addRecord(Entry.impliedDirectory(""));
    }
    if (count > 0) {
      int order = FileNames.ORDER.compare(last, path);
      if (order >= 0) {
        throw new LayerException(
            order == 0
                ? "two entries for one path in a layer: " + path
                : "entries out of order in a layer: " + path + " after " + last);
      }
      openParents(path);
    }
    addRecord(entry);
  }

  private void openParents(String path) {
    while (!isIn(openDirectories.getFirst(), path)) {
      openDirectories.removeFirst();
    }
    String parent = FileNames.parentOf(path);
    if (isIn(last, path) && !last.equals(openDirectories.getFirst())) {
      throw new LayerException(path + " is below " + last + ", which is not a directory");
    }
    while (!openDirectories.getFirst().equals(parent)) {
      String open = openDirectories.getFirst();
      int end = path.indexOf('/', open.isEmpty() ? 0 : open.length() + 1);
      addRecord(Entry.impliedDirectory(path.substring(0, end)));
    }
  }

  private static boolean isIn(String directory, String path) {
    return directory.isEmpty()
        || (path.length() > directory.length()
            && path.charAt(directory.length()) == '/'
            && path.startsWith(directory));
  }

  private void addRecord(Entry entry) {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    offsets[count++] = records.length();
    last = entry.path();
    if (entry.isDirectory()) {
      openDirectories.addFirst(last);
    }
    encode(entry);
  }

  private void encode(Entry entry) {
    Attributes attributes = entry.attributes();
    records.appendSized(FileNames.toBytes(entry.path()));
    int flags = entry.type().code();
    flags |= entry.opaque() ? LayerToc.OPAQUE : 0;
    flags |= entry.implied() ? LayerToc.IMPLIED : 0;
    flags |= entry.digest().isPresent() ? LayerToc.HAS_DIGEST : 0;
    flags |= attributes.xattrs().isEmpty() ? 0 : LayerToc.HAS_XATTRS;
    records.append((byte) flags);
    records.appendVarint(attributes.mode());
    records.appendVarint(attributes.uid());
    records.appendVarint(attributes.gid());
    records.appendVarint((attributes.mtime() << 1) ^ (attributes.mtime() >> 63));
    if (entry.type().hasData()) {
      records.appendVarint(entry.sizeBytes());
    }
    if (entry.linkTarget().isPresent()) {
      records.appendSized(FileNames.toBytes(entry.linkTarget().get()));
    }
    if (entry.type().isDevice()) {
      records.appendVarint(entry.deviceMajor());
      records.appendVarint(entry.deviceMinor());
    }
    entry.digest().ifPresent(digest -> records.append(HexFormat.of().parseHex(digest.hex())));
    if (!attributes.xattrs().isEmpty()) {
      records.appendVarint(attributes.xattrs().names().size());
      for (String name : attributes.xattrs().names()) {
        records.appendSized(FileNames.toBytes(name));
        records.appendSized(attributes.xattrs().value(name).orElseThrow());
      }
    }
  }

  LayerToc build() {
    if (count == 0) {
      addRecord(Entry.impliedDirectory(""));
    }
    ByteBuilder file = new ByteBuilder(LayerToc.HEADER_BYTES + 4 * count + records.length() + 4);
    file.append(LayerToc.MAGIC);
    file.appendInt(count);
    int start = LayerToc.HEADER_BYTES + 4 * count;
    for (int i = 0; i < count; i++) {
      file.appendInt(start + offsets[i]);
    }
    file.append(records.array(), 0, records.length());
    CRC32C crc = new CRC32C();
    crc.update(file.array(), 0, file.length());
    file.appendInt((int) crc.getValue());
    return LayerToc.parse(Arrays.copyOf(file.array(), file.length()));
  }
}
