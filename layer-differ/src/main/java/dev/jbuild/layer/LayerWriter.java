// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Writes layers: the same items give the same bytes, whatever their order and the number of
 * threads.
 *
 * <p>Entries are sorted, PAX headers are there only where ustar does not do, mtimes are whole
 * seconds, users and groups have no names, and a file with several names in the layer is written
 * under the first. What is held in memory is proportional to the number of entries, not to data.
 */
public final class LayerWriter {
  private final LayerOptions options;

  public LayerWriter(LayerOptions options) {
    this.options = options;
  }

  /**
   * Writes the layer to {@code out}, which stays open.
   *
   * <p>LayerException if two items have one path, one is below another that is not a directory, a
   * hard link names no file of the layer, a name means a whiteout, or a file is not as long as its
   * entry says or has another digest.
   */
  public WrittenLayer write(Collection<LayerItem> items, OutputStream out) throws IOException {
    List<LayerItem> sorted = new ArrayList<>(items);
    sorted.sort(Comparator.comparing(item -> item.entry().path(), FileNames.ORDER));
    try (OutputStream compressor = Compressor.open(options, out)) {
      return write(HardLinks.firstHasData(sorted), new TarOutput(compressor));
    }
  }

  /** Compresses a tar as {@link #write} would have; both streams stay open. */
  public void compress(InputStream tar, OutputStream out) throws IOException {
    try (OutputStream compressor = Compressor.open(options, out)) {
      tar.transferTo(compressor);
    }
  }

  private WrittenLayer write(List<LayerItem> items, TarOutput tar) throws IOException {
    Set<String> linked = new HashSet<>();
    for (LayerItem item : items) {
      if (item.entry().type() == EntryType.HARD_LINK) {
        linked.add(item.entry().linkTarget().orElseThrow());
      }
    }
    Map<String, Entry> linkedFiles = new HashMap<>();
    TarHeaders headers = new TarHeaders();
    TocBuilder toc = new TocBuilder();
    for (LayerItem item : items) {
      Entry entry = clamp(item.entry());
      requireNoWhiteoutName(entry);
      if (entry.type() == EntryType.HARD_LINK) {
        String target = entry.linkTarget().orElseThrow();
        entry = Entry.hardLink(entry.path(), Objects.requireNonNull(linkedFiles.get(target)));
      }
      if (!entry.implied()) {
        tar.write(headers.encode(entry));
      }
      if (entry.opaque()) {
        tar.write(headers.encodeOpaqueMarker(entry));
      }
      if (entry.type() == EntryType.FILE) {
        entry = entry.withDigest(writeData(tar, entry, item.data()));
        if (linked.contains(entry.path())) {
          linkedFiles.put(entry.path(), entry);
        }
      }
      toc.add(entry);
    }
    Digest diffId = tar.finish();
    return new WrittenLayer(diffId, tar.sizeBytes(), toc.build());
  }

  /** An entry that says what its data is must tell the truth: cache keys were made of it. */
  private static Digest writeData(TarOutput tar, Entry file, DataSource data) throws IOException {
    Digest written = tar.writeData(file, data);
    if (file.digest().filter(expected -> !expected.equals(written)).isPresent()) {
      throw new LayerException(file.path() + " changed while it was read");
    }
    return written;
  }

  private Entry clamp(Entry entry) {
    Attributes attributes = entry.attributes();
    if (options.latestMtime().isEmpty()
        || attributes.mtime() <= options.latestMtime().getAsLong()) {
      return entry;
    }
    return entry.withAttributes(attributes.withMtime(options.latestMtime().getAsLong()));
  }

  private static void requireNoWhiteoutName(Entry entry) {
    if (entry.name().startsWith(TarHeaders.WHITEOUT_PREFIX)) {
      throw new LayerException(whiteoutName(entry.path()));
    }
  }

  /** Why there can be no file of this name. */
  static String whiteoutName(String path) {
    return path
        + " cannot be in a layer, where names that begin with .wh. mean removed files; rename it";
  }
}
