// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.registry.RegistryException.Remedy;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Repeats what failed, as often and as long as its failure and the {@link RetryPolicy} allow.
 *
 * <p>Pauses are random between nothing and a limit that doubles (full jitter), so that builds that
 * failed together don't come back together; a registry that says how long it wants to be left alone
 * is left alone so long. Thread-safe.
 */
final class Retries {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final int FEW = 2;

  private final RetryPolicy policy;
  private final Time time;
  private final RandomGenerator random;
  private final TransferListener listener;

  Retries(RetryPolicy policy, Time time, RandomGenerator random, TransferListener listener) {
    this.policy = policy;
    this.time = time;
    this.random = random;
    this.listener = listener;
  }

  /** The result of the first attempt that succeeds. */
  <T> T run(Supplier<T> attempt) {
    Trial trial = begin();
    while (true) {
      try {
        return attempt.get();
      } catch (RegistryException e) {
        trial.failed(e);
      }
    }
  }

  /** Begins something of several attempts, each of which may go on where the last one ended. */
  Trial begin() {
    return new Trial();
  }

  /** The attempts at one thing; not thread-safe. */
  final class Trial {
    private int failures;
    private int attempts = 1;
    private long firstFailure;

    private Trial() {}

    /** Says that an attempt got somewhere: from here on patience is as at the beginning. */
    void progressed() {
      failures = 0;
      attempts = 1;
    }

    /** Returns when the next attempt is due, or throws {@code e} if there is to be none. */
    void failed(RegistryException e) {
      long now = time.nanos();
      if (attempts == 1) {
        firstFailure = now;
      }
      boolean told = e.retryAfter().isPresent();
      failures += told ? 0 : 1;
      Duration spent = Duration.ofNanos(now - firstFailure);
      if (allowed(e.remedy()) == 0) {
        throw attempts == 1 ? e : e.givenUp(summary(spent));
      }
      if (failures > allowed(e.remedy())) {
        throw e.givenUp(summary(spent));
      }
      Duration pause = told ? e.retryAfter().get() : pause();
      if (spent.plus(pause).compareTo(policy.budget()) > 0) {
        throw e.givenUp(outOfTime(told, pause, spent));
      }
      attempts++;
      rest(e, pause);
    }

    private String summary(Duration spent) {
      return "gave up after "
          + attempts
          + (attempts == 1 ? " attempt" : " attempts in " + seconds(spent));
    }

    private String outOfTime(boolean told, Duration pause, Duration spent) {
      String limit = " the limit of --retry-budget is " + seconds(policy.budget());
      return told
          ? "it wants to be left alone for " + seconds(pause) + ", and" + limit
          : summary(spent) + "," + limit;
    }

    private Duration pause() {
      long limit =
          Math.min(LONGEST_PAUSE.toNanos(), FIRST_PAUSE.toNanos() << Math.min(failures - 1, 10));
      return Duration.ofNanos(random.nextLong(limit + 1));
    }
  }

  private int allowed(Remedy remedy) {
    return switch (remedy) {
      case NONE -> 0;
      case ONE_MORE -> Math.min(1, policy.retries());
      case FEW -> Math.min(FEW, policy.retries());
      case MANY -> policy.retries();
    };
  }

  private void rest(RegistryException e, Duration pause) {
    listener.retrying(String.valueOf(e.getMessage()), pause);
    try {
      time.pause(pause);
    } catch (InterruptedIOException interrupted) {
      throw e.givenUp("interrupted");
    }
  }

  private static String seconds(Duration duration) {
    long tenths = duration.toMillis() / 100;
    return tenths >= 100 || tenths % 10 == 0
        ? duration.toSeconds() + " s"
        : tenths / 10 + "." + tenths % 10 + " s";
  }
}
