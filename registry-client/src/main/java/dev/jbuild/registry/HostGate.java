// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Limits how many requests a host is answering at once, and asks less of one that says it is too
 * much: half as many at once after each such answer, and one more again after as many good answers
 * as it answers at once. A host that says when to come back is left alone until then.
 *
 * <p>A place is held until the headers of the answer are there. A thread that holds one needs no
 * second: while it sends a blob it may have to go on reading it from the same host.
 */
final class HostGate {
  static final int MOST_AT_ONCE = 16;

  /** Who wants a longer pause says so to each request. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final Time time;
  private final Map<String, Host> hosts = new ConcurrentHashMap<>();
  private final ThreadLocal<Integer> held = ThreadLocal.withInitial(() -> 0);

  private static final class Host {
    private double limit = MOST_AT_ONCE;
    private int inside;
    private long closedUntil;
    private boolean closed;
  }

  HostGate(Time time) {
    this.time = time;
  }

  /** Waits for a place; {@link #leave} must follow. */
  void enter(String host) throws InterruptedIOException {
    if (held.get() == 0) {
      Host state = hosts.computeIfAbsent(host, h -> new Host());
      awaitOpening(state);
      take(state);
    }
    held.set(held.get() + 1);
  }

  /** Gives the place back. */
  void leave(String host) {
    held.set(held.get() - 1);
    if (held.get() == 0) {
      Host state = hosts.computeIfAbsent(host, h -> new Host());
      synchronized (state) {
        state.inside--;
        state.notifyAll();
      }
    }
  }

  /** The host answered without complaint. */
  void calm(String host) {
    Host state = hosts.computeIfAbsent(host, h -> new Host());
    synchronized (state) {
      state.limit = Math.min(MOST_AT_ONCE, state.limit + 1 / state.limit);
      state.notifyAll();
    }
  }

  /** The host answered that it gets too many requests, and perhaps how long it wants none. */
  void overrun(String host, Duration pause) {
    Host state = hosts.computeIfAbsent(host, h -> new Host());
    synchronized (state) {
      state.limit = Math.max(1, Math.min(state.limit, state.inside) / 2);
      Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
      long until = time.nanos() + bounded.toNanos();
      if (!pause.isZero() && (!state.closed || until - state.closedUntil > 0)) {
        state.closedUntil = until;
        state.closed = true;
      }
    }
  }

  /** How many requests at once the host gets at the moment. */
  int limit(String host) {
    Host state = hosts.computeIfAbsent(host, h -> new Host());
    synchronized (state) {
      return (int) state.limit;
    }
  }

  private void awaitOpening(Host state) throws InterruptedIOException {
    while (true) {
      Duration rest;
      synchronized (state) {
        rest = state.closed ? Duration.ofNanos(state.closedUntil - time.nanos()) : Duration.ZERO;
        if (rest.isNegative() || rest.isZero()) {
          state.closed = false;
          return;
        }
      }
      time.pause(rest);
    }
  }

  private static void take(Host state) throws InterruptedIOException {
    synchronized (state) {
      while (state.inside >= (int) state.limit) {
        try {
          state.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted");
        }
      }
      state.inside++;
    }
  }
}
