// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LockFileTest {
  @TempDir Path temporary;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = temporary.resolve("0.lock");
  }

  @Test
  void manyShareALock() throws IOException {
    try (LockFile one = LockFile.acquire(file, false, LockFileTest::mustNotWait);
        LockFile two = LockFile.acquire(file, false, LockFileTest::mustNotWait)) {
      assertThat(one).isNotSameAs(two);
      assertThat(LockFile.tryExclusive(file)).isEmpty();
    }
    try (LockFile alone = LockFile.tryExclusive(file).orElseThrow()) {
      assertThat(alone).isNotNull();
    }
  }

  @Test
  void lockOfTheProcessLastsUntilTheLastHolderLetsGo() throws IOException {
    LockFile one = LockFile.acquire(file, false, LockFileTest::mustNotWait);
    LockFile two = LockFile.acquire(file, false, LockFileTest::mustNotWait);
    one.close();

    assertThat(isLockedByThisProcess()).isTrue();
    two.close();
    assertThat(isLockedByThisProcess()).isFalse();
  }

  @Test
  void whoWantsItAloneWaits() throws Exception {
    LockFile held = LockFile.acquire(file, false, LockFileTest::mustNotWait);
    CountDownLatch waits = new CountDownLatch(1);
    CompletableFuture<Optional<LockFile>> got = new CompletableFuture<>();
    Thread other =
        new Thread(
            () -> {
              try {
                got.complete(Optional.of(LockFile.acquire(file, true, waits::countDown)));
              } catch (IOException e) {
                got.completeExceptionally(e);
              }
            });
    other.start();
    waits.await();

    assertThat(got).isNotDone();
    held.close();
    got.get().orElseThrow().close();
    other.join();
  }

  private static void mustNotWait() {
    throw new AssertionError("it had to wait");
  }

  /** The JVM refuses a second lock of its own before it asks the kernel. */
  private boolean isLockedByThisProcess() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return channel.tryLock() == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }
}
