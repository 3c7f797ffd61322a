// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.io.IOException;

/** Takes what a container writes to its standard output and error, in the order written. */
@FunctionalInterface
public interface OutputConsumer {
  /**
   * Called on a thread of the container's own, never twice at once. An exception ends the
   * container.
   *
   * @param buffer valid during the call only
   */
  void accept(byte[] buffer, int length) throws IOException;
}
