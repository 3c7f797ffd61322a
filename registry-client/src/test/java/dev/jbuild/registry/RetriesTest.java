// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.registry.RegistryException.Reason;
import dev.jbuild.registry.RegistryException.Remedy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private final FakeTime time = new FakeTime();
  private final AtomicInteger attempts = new AtomicInteger();

  private Retries retries(int number, Duration budget) {
    return new Retries(
        new RetryPolicy(number, budget), time, new SplittableRandom(7), TransferListener.NONE);
  }

  private String failing(int times, RegistryException failure) {
    if (attempts.incrementAndGet() <= times) {
      throw failure;
    }
    return "done";
  }

  private static RegistryException failure(Remedy remedy) {
    return new RegistryException(Reason.REFUSED, "broken", remedy);
  }

  private static RegistryException told(Duration wait) {
    return new RegistryException(
        Reason.REFUSED, "busy", Remedy.MANY, Optional.of(wait), OptionalInt.of(429), List.of());
  }

  @Test
  void whatPassesIsTriedAgainAfterPausesWithinDoublingLimits() {
    Retries retries = retries(6, Duration.ofMinutes(5));

    assertThat(retries.run(() -> failing(6, failure(Remedy.MANY)))).isEqualTo("done");

    assertThat(time.pauses()).hasSize(6);
    for (int i = 0; i < 6; i++) {
      Duration limit = Duration.ofSeconds(Math.min(30, 1L << i));
      assertThat(time.pauses().get(i)).isLessThanOrEqualTo(limit);
    }
  }

  @Test
  void afterAsManyRetriesAsAllowedItIsGivenUp() {
    Retries retries = retries(2, Duration.ofMinutes(5));

    assertThatThrownBy(() -> retries.run(() -> failing(9, failure(Remedy.MANY))))
        .isInstanceOf(RegistryException.class)
        .hasMessageStartingWith("broken; gave up after 3 attempts in ");
    assertThat(attempts).hasValue(3);
  }

  @Test
  void whatWouldHappenAgainIsNotTriedAgain() {
    assertThatThrownBy(
            () -> retries(6, Duration.ofHours(1)).run(() -> failing(9, failure(Remedy.NONE))))
        .hasMessage("broken");
    assertThat(attempts).hasValue(1);
  }

  @Test
  void whatMayComeFromACacheIsTriedOnceMore() {
    assertThatThrownBy(
            () -> retries(6, Duration.ofHours(1)).run(() -> failing(9, failure(Remedy.ONE_MORE))))
        .hasMessageStartingWith("broken; gave up after 2 attempts");
    assertThat(attempts).hasValue(2);
  }

  @Test
  void registryIsLeftAloneAsLongAsItSays() {
    Retries retries = retries(1, Duration.ofMinutes(5));

    assertThat(retries.run(() -> failing(4, told(Duration.ofSeconds(20))))).isEqualTo("done");

    assertThat(time.pauses()).containsOnly(Duration.ofSeconds(20)).hasSize(4);
  }

  @Test
  void whoWantsMoreTimeThanThereIsIsNotWaitedFor() {
    Retries retries = retries(6, Duration.ofMinutes(5));

    assertThatThrownBy(() -> retries.run(() -> failing(9, told(Duration.ofHours(1)))))
        .hasMessage(
            "busy; it wants to be left alone for 3600 s, and the limit of --retry-budget is 300 s");
    assertThat(time.pauses()).isEmpty();
  }

  @Test
  void timeOfAttemptsCountsToo() {
    Retries retries = retries(6, Duration.ofMinutes(5));

    assertThatThrownBy(
            () ->
                retries.run(
                    () -> {
                      time.pass(Duration.ofMinutes(2));
                      return failing(9, failure(Remedy.MANY));
                    }))
        .hasMessageContaining("gave up after 4 attempts in ")
        .hasMessageEndingWith(", the limit of --retry-budget is 300 s");
  }

  @Test
  void progressRenewsPatience() {
    Retries.Trial trial = retries(1, Duration.ofMinutes(5)).begin();

    for (int i = 0; i < 20; i++) {
      trial.progressed();
      trial.failed(failure(Remedy.MANY));
    }

    assertThatThrownBy(() -> trial.failed(failure(Remedy.MANY)))
        .hasMessageContaining("gave up after 2 attempts");
  }

  @Test
  void innerRetriesAreNotMultipliedByOuterOnes() {
    Retries retries = retries(3, Duration.ofMinutes(5));

    assertThatThrownBy(
            () -> retries.run(() -> retries.run(() -> failing(99, failure(Remedy.MANY)))))
        .isInstanceOf(RegistryException.class);
    assertThat(attempts).hasValue(4);
  }
}
