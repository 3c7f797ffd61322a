// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Makes the files of a layer in a directory, in overlay form. */
final class DirectoryTarget implements LayerTarget {
  private final Path root;
  private final AttributeWriter attributes;

  DirectoryTarget(Path root, Owners owners) {
    this.root = root;
    this.attributes = new AttributeWriter(root, owners);
  }

  @Override
  public void makeDirectory(String path) throws IOException {
    Files.createDirectory(at(path));
  }

  @Override
  public void remove(String path) throws IOException {
    Trees.delete(at(path));
  }

  @Override
  public FileTarget makeFile(Entry file) throws IOException {
    return new DiskFile(at(file.path()), file);
  }

  @Override
  public void makeLink(String path, String existing) throws IOException {
    Files.createLink(at(path), at(existing));
  }

  @Override
  public void makeOther(Entry entry) throws IOException {
    Path path = at(entry.path());
    switch (entry.type()) {
      case SYMLINK -> {
        Trees.makeSymlink(path, entry.linkTarget().orElseThrow());
        attributes.apply(path, entry);
      }
      case FIFO -> {
        NativeFiles.makeFifo(path);
        attributes.apply(path, entry);
      }
      case CHARACTER_DEVICE, BLOCK_DEVICE -> {
        // Never made from a layer; the table of contents has it.
      }
      case FILE, DIRECTORY, HARD_LINK, WHITEOUT -> throw new AssertionError(entry);
    }
  }

  @Override
  public void finish(List<Entry> entries) throws IOException {
    for (Entry entry : entries) {
      if (entry.isWhiteout()) {
        NativeFiles.makeWhiteout(at(entry.path()));
      }
    }
    // Children first: to make something in a directory changes its mtime.
    for (int i = entries.size() - 1; i >= 0; i--) {
      Entry entry = entries.get(i);
      if (entry.isDirectory()) {
        Path path = at(entry.path());
        attributes.apply(path, entry);
      }
    }
  }

  private Path at(String path) {
    return FileNames.resolve(root, path);
  }

  private final class DiskFile implements FileTarget {
    private final Path path;
    private final Entry entry;
    private final FileChannel channel;
    private boolean endsInHole;

    DiskFile(Path path, Entry entry) throws IOException {
      this.path = path;
      this.entry = entry;
      this.channel =
          FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public void data(byte[] buffer, int offset, int length) throws IOException {
      ByteBuffer piece = ByteBuffer.wrap(buffer, offset, length);
      while (piece.hasRemaining()) {
        channel.write(piece);
      }
      endsInHole = false;
    }

    @Override
    public void hole(long length) throws IOException {
      channel.position(channel.position() + length);
      endsInHole = true;
    }

    @Override
    public void close() throws IOException {
      try (channel) {
        if (endsInHole) {
          channel.write(ByteBuffer.wrap(new byte[1]), channel.position() - 1);
        }
      }
      attributes.apply(path, entry);
    }
  }
}
