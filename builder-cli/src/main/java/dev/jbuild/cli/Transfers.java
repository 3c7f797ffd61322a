// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.BuildEvent;
import java.util.HashMap;
import java.util.Map;

/** Adds up what goes one way between the store and registries. Not thread-safe. */
final class Transfers {
  private final Map<String, BuildEvent.Transfer> blobs = new HashMap<>();
  private long doneBytes;
  private long totalBytes;

  void update(BuildEvent.Transfer transfer) {
    BuildEvent.Transfer before = blobs.put(transfer.what(), transfer);
    doneBytes += transfer.doneBytes() - (before == null ? 0 : before.doneBytes());
    totalBytes += transfer.totalBytes() - (before == null ? 0 : before.totalBytes());
  }

  boolean isEmpty() {
    return blobs.isEmpty();
  }

  /** {@code 12.3 MB of 45.6 MB}. */
  String state() {
    return Units.bytes(doneBytes) + " of " + Units.bytes(totalBytes);
  }

  /** {@code 45.6 MB in 3 blobs}. */
  String summary() {
    return Units.bytes(doneBytes)
        + " in "
        + blobs.size()
        + (blobs.size() == 1 ? " blob" : " blobs");
  }
}
