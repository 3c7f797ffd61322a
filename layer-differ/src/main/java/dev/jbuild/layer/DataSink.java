// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;

/** Takes the data of a file piece by piece. */
interface DataSink {
  void data(byte[] buffer, int offset, int length) throws IOException;

  /** Bytes that are zero. */
  void hole(long length) throws IOException;
}
