// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link Futures}, {@link Once} and {@link Lazy}. */
final class FuturesTest {
  @Test
  void failuresArriveAsTheyWereThrown() {
    IOException io = new IOException("disk");
    BuildException build = new BuildException(ExitCode.DOCKERFILE, "why");

    assertThatThrownBy(() -> Futures.await(CompletableFuture.failedFuture(io))).isSameAs(io);
    assertThatThrownBy(
            () -> Futures.await(CompletableFuture.failedFuture(new UncheckedIOException(io))))
        .isSameAs(io);
    assertThatThrownBy(() -> Futures.await(CompletableFuture.failedFuture(build))).isSameAs(build);
  }

  @Test
  void anInterruptStopsTheBuildAndIsKept() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> Futures.await(new CompletableFuture<>()))
        .isInstanceOfSatisfying(
            BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INTERRUPTED));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void parallelWorkKeepsTheOrder() throws IOException {
    List<Integer> numbers = IntStream.range(0, 1000).boxed().toList();

    assertThat(Futures.inParallel(numbers, n -> n + 1))
        .isEqualTo(IntStream.range(1, 1001).boxed().toList());
  }

  @Test
  void parallelWorkFailsWithItsOwnException() {
    IOException failure = new IOException("disk");

    assertThatThrownBy(
            () ->
                Futures.inParallel(
                    List.of(1, 2, 3),
                    n -> {
                      throw failure;
                    }))
        .isSameAs(failure);
  }

  @Test
  void onceWorksOnceHoweverManyAsk() throws Exception {
    Once<String, Integer> once = new Once<>();
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Integer> first =
        CompletableFuture.supplyAsync(() -> get(once, calls, started, go));
    started.await();
    CompletableFuture<Integer> second =
        CompletableFuture.supplyAsync(() -> get(once, calls, started, go));
    go.countDown();

    assertThat(first.get()).isEqualTo(1);
    assertThat(second.get()).isEqualTo(1);
    assertThat(calls).hasValue(1);
  }

  private static int get(
      Once<String, Integer> once, AtomicInteger calls, CountDownLatch started, CountDownLatch go) {
    try {
      return once.get(
          "key",
          () -> {
            int call = calls.incrementAndGet();
            started.countDown();
            awaitQuietly(go);
            return call;
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void afterAFailureTheNextTriesAnew() throws IOException {
    Once<String, Integer> once = new Once<>();

    assertThatThrownBy(
            () ->
                once.get(
                    "key",
                    () -> {
                      throw new IOException("first");
                    }))
        .hasMessage("first");
    assertThat(once.get("key", () -> 2)).isEqualTo(2);
    assertThat(once.get("key", () -> 3)).isEqualTo(2);
  }

  @Test
  void lazyValuesAreMadeWhenTheyAreAskedFor() {
    AtomicInteger made = new AtomicInteger();
    Lazy<Integer> lazy = new Lazy<>(made::incrementAndGet);

    assertThat(lazy.peek()).isEmpty();
    assertThat(lazy.get()).isEqualTo(1);
    assertThat(lazy.get()).isEqualTo(1);
    assertThat(lazy.peek()).contains(1);
  }
}
