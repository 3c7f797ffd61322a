// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Opens the data of the files of one layer, which may mean to fetch and to unpack it first. */
@FunctionalInterface
public interface LayerData {
  /** The data of a FILE or HARD_LINK of the layer; the caller closes it. */
  InputStream open(Entry file) throws IOException;

  /** The data of a layer that is unpacked, once it is asked for, in a directory. */
  static LayerData in(Directory directory) {
    return file -> DataSource.of(FileNames.resolve(directory.path(), file.path())).open();
  }

  /** Where a layer is unpacked; asked for at each file, so it should remember. */
  @FunctionalInterface
  interface Directory {
    Path path() throws IOException;
  }
}
