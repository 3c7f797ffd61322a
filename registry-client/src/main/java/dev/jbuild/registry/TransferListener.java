// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.oci.Descriptor;
import java.time.Duration;

/**
 * Hears of the bytes of blobs as they pass and of what goes wrong; called by the threads that
 * transfer, often.
 *
 * <p>{@code bytes} are those since the last call. Where a request is repeated they count again.
 */
public interface TransferListener {
  /** Hears nothing. */
  TransferListener NONE =
      new TransferListener() {
        @Override
        public void pulled(Descriptor blob, long bytes) {}

        @Override
        public void pushed(Descriptor blob, long bytes) {}
      };

  void pulled(Descriptor blob, long bytes);

  void pushed(Descriptor blob, long bytes);

  /** Something failed, as {@code failure} tells, and is tried again after {@code pause}. */
  default void retrying(String failure, Duration pause) {}

  /** A mirror failed, as {@code failure} tells; the next place is asked. */
  default void passedOver(String failure) {}
}
