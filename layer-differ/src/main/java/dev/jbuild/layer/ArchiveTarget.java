// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import dev.jbuild.oci.BlockInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Puts the data of all files of a tar into one file, one after the other. */
final class ArchiveTarget implements LayerTarget, AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private final TreeMap<String, Long> offsets = new TreeMap<>();
  private long end;

  /** Makes {@code file}, which must not exist. */
  ArchiveTarget(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** The data of an entry that was made here. */
  DataSource data(Entry entry) {
    if (entry.type() != EntryType.FILE) {
      return DataSource.none();
    }
    long offset = Objects.requireNonNull(offsets.get(entry.path()));
    return () -> new Slice(FileChannel.open(file), offset, entry.sizeBytes());
  }

  @Override
  public void makeDirectory(String path) {}

  @Override
  public void remove(String path) {
    offsets.remove(path);
    Map<String, Long> below = offsets.subMap(path + '/', path + (char) ('/' + 1));
    below.clear();
  }

  @Override
  public FileTarget makeFile(Entry entry) {
    offsets.put(entry.path(), end);
    return new Data();
  }

  @Override
  public void makeLink(String path, String existing) {
    offsets.put(path, Objects.requireNonNull(offsets.get(existing)));
  }

  @Override
  public void makeOther(Entry entry) {}

  @Override
  public void finish(List<Entry> entries) throws IOException {
    if (channel.size() < end) {
      // The last file ends in a hole.
      channel.write(ByteBuffer.allocate(1), end - 1);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private final class Data implements FileTarget {
    @Override
    public void data(byte[] buffer, int offset, int length) throws IOException {
      ByteBuffer piece = ByteBuffer.wrap(buffer, offset, length);
      while (piece.hasRemaining()) {
        end += channel.write(piece, end);
      }
    }

    @Override
    public void hole(long length) {
      end += length;
    }

    @Override
    public void close() {
      // The channel is for all files.
    }
  }

  /** A part of a file; closes the channel. */
  private static final class Slice extends BlockInputStream {
    private final FileChannel channel;
    private final long end;
    private long at;

    Slice(FileChannel channel, long offset, long sizeBytes) {
      this.channel = channel;
      this.at = offset;
      this.end = offset + sizeBytes;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (at >= end && length > 0) {
        return -1;
      }
      int wanted = (int) Math.min(length, end - at);
      int count = channel.read(ByteBuffer.wrap(buffer, offset, wanted), at);
      at += Math.max(count, 0);
      return count;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
