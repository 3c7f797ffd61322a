// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Digest;
import java.io.IOException;

/** A source of ADD that is elsewhere: what it is can be known before its files are here. */
interface RemotePart {
  /** How many sources of the context come before it. */
  int position();

  /** Of all in it that can change the layer. */
  Digest definition();

  /** Brings the files here. */
  CopySelection select() throws IOException;

  /** Whether it is extracted if it is an archive. */
  boolean unpack();
}
