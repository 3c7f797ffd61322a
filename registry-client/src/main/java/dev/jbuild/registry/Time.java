// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time of a client, which its waits are made in. */
interface Time extends InstantSource, AutoCloseable {
  /** As {@link System#nanoTime}. */
  long nanos();

  /** Lets time pass; an InterruptedIOException if the thread is interrupted or the client ends. */
  void pause(Duration duration) throws InterruptedIOException;

  /** Ends all pauses, now and later. */
  @Override
  void close();

  /** The real time. */
  static Time system() {
    return new SystemTime();
  }

  /** The clock of this machine. */
  final class SystemTime implements Time {
    private final InstantSource clock = InstantSource.system();
    private final CountDownLatch end = new CountDownLatch(1);

    @Override
    public Instant instant() {
      return clock.instant();
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public void pause(Duration duration) throws InterruptedIOException {
      try {
        if (end.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
          throw new InterruptedIOException("the client was closed");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }

    @Override
    public void close() {
      end.countDown();
    }
  }
}
