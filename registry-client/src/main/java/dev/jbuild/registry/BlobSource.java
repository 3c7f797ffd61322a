// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.io.IOException;
import java.io.InputStream;

/** Where the bytes of a blob come from; may be opened again when a request has to be repeated. */
@FunctionalInterface
public interface BlobSource {
  /** The blob from its first byte; the client closes the stream. */
  InputStream open() throws IOException;
}
