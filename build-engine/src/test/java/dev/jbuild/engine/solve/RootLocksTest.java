// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.engine.solve.RootLocks.Kind;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Within one process; what another process sees of them is a matter of the end-to-end tests. */
final class RootLocksTest {
  private static final Digest KEY = Digest.ofData(new byte[] {1});
  private static final Digest OTHER = Digest.ofData(new byte[] {2});
  @TempDir Path temporary;
  private RootLocks locks;

  @BeforeEach
  void open() {
    locks = new RootLocks(temporary.resolve("root").resolve("locks"));
  }

  @Test
  void differentWorkIsDoneAtTheSameTime() throws IOException {
    try (RootLocks.Lock one = locks.acquire(Kind.STEP, KEY, RootLocksTest::mustNotWait);
        RootLocks.Lock two = locks.acquire(Kind.STEP, OTHER, RootLocksTest::mustNotWait);
        RootLocks.Lock three = locks.acquire(Kind.BLOB, KEY, RootLocksTest::mustNotWait)) {
      assertThat(one).isNotSameAs(two).isNotSameAs(three);
    }
  }

  @Test
  void sameWorkWaitsUntilTheLockIsLetGoByWhicheverThread() throws Exception {
    RootLocks.Lock held = locks.acquire(Kind.STEP, KEY, RootLocksTest::mustNotWait);
    RootLocks.Lock another = locks.acquire(Kind.STEP, OTHER, RootLocksTest::mustNotWait);
    CountDownLatch waits = new CountDownLatch(1);
    CompletableFuture<RootLocks.Lock> got =
        CompletableFuture.supplyAsync(() -> acquire(waits::countDown));
    waits.await();

    assertThat(got).isNotDone();
    held.close();
    held.close();
    got.get().close();
    another.close();
    locks.acquire(Kind.STEP, KEY, RootLocksTest::mustNotWait).close();
  }

  private RootLocks.Lock acquire(Runnable waits) {
    try {
      return locks.acquire(Kind.STEP, KEY, waits);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void mustNotWait() {
    throw new AssertionError("it had to wait");
  }
}
