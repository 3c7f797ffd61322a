// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;
import java.util.List;

/** Where {@link LayerReader} puts the files of a layer: a directory on disk, or nowhere. */
interface LayerTarget {
  void makeDirectory(String path) throws IOException;

  /** Removes what is at {@code path}, with all below it. */
  void remove(String path) throws IOException;

  /** Makes a file; the caller passes its data, then closes it. */
  FileTarget makeFile(Entry file) throws IOException;

  /** Gives {@code existing}, which is a file, one more name. */
  void makeLink(String path, String existing) throws IOException;

  /** Makes an entry without data: a symbolic link or a special file. */
  void makeOther(Entry entry) throws IOException;

  /** All is there: whiteouts and the attributes of directories are still to be made. */
  void finish(List<Entry> entries) throws IOException;

  /** A file that is being made. */
  interface FileTarget extends DataSink, AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** Takes everything and keeps nothing. */
  static LayerTarget nowhere() {
    return new Nowhere();
  }

  /** See {@link #nowhere}. */
  final class Nowhere implements LayerTarget, FileTarget {
    @Override
    public void makeDirectory(String path) {}

    @Override
    public void remove(String path) {}

    @Override
    public FileTarget makeFile(Entry file) {
      return this;
    }

    @Override
    public void makeLink(String path, String existing) {}

    @Override
    public void makeOther(Entry entry) {}

    @Override
    public void finish(List<Entry> entries) {}

    @Override
    public void data(byte[] buffer, int offset, int length) {}

    @Override
    public void hole(long length) {}

    @Override
    public void close() {}
  }
}
