// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildProgress;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.registry.TransferListener;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** Turns the bytes that a registry client hears of into events of the build, a few a blob. */
final class TransferProgress implements TransferListener {
  private static final long EVENT_EVERY_BYTES = 1 << 20;

  private final BuildProgress progress;
  private final ConcurrentMap<String, AtomicLong> doneBytes = new ConcurrentHashMap<>();

  TransferProgress(BuildProgress progress) {
    this.progress = progress;
  }

  @Override
  public void pulled(Descriptor blob, long bytes) {
    tell(BuildEvent.Direction.PULL, blob, bytes);
  }

  @Override
  public void pushed(Descriptor blob, long bytes) {
    tell(BuildEvent.Direction.PUSH, blob, bytes);
  }

  @Override
  public void retrying(String failure, Duration pause) {
    long tenths = (pause.toMillis() + 50) / 100;
    progress.on(
        new BuildEvent.Notice(
            failure + "; trying again in " + tenths / 10 + "." + tenths % 10 + " s"));
  }

  @Override
  public void passedOver(String failure) {
    progress.on(new BuildEvent.Notice(failure + "; asking the next place"));
  }

  private void tell(BuildEvent.Direction direction, Descriptor blob, long bytes) {
    long done =
        doneBytes
            .computeIfAbsent(direction + blob.digest().hex(), key -> new AtomicLong())
            .addAndGet(bytes);
    boolean crossed = done / EVENT_EVERY_BYTES != (done - bytes) / EVENT_EVERY_BYTES;
    if (crossed || done >= blob.sizeBytes()) {
      // Repeated requests count again; more than all is all.
      long shown = Math.min(done, blob.sizeBytes());
      progress.on(
          new BuildEvent.Transfer(direction, blob.digest().toString(), shown, blob.sizeBytes()));
    }
  }
}
