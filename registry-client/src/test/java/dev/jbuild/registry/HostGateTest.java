// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class HostGateTest {
  private final FakeTime time = new FakeTime();
  private final HostGate gate = new HostGate(time);

  @Test
  void complaintHalvesWhatIsAskedAtOnce() {
    gate.overrun("a", Duration.ZERO);

    assertThat(gate.limit("a")).isEqualTo(1);
    assertThat(gate.limit("b")).isEqualTo(HostGate.MOST_AT_ONCE);
  }

  @Test
  void goodAnswersRaiseTheLimitSlowly() {
    gate.overrun("a", Duration.ZERO);

    gate.calm("a");
    assertThat(gate.limit("a")).isEqualTo(2);
    gate.calm("a");
    assertThat(gate.limit("a")).isEqualTo(2);
    for (int i = 0; i < 500; i++) {
      gate.calm("a");
    }
    assertThat(gate.limit("a")).isEqualTo(HostGate.MOST_AT_ONCE);
  }

  @Test
  void hostThatNamesATimeGetsNothingUntilThen() throws InterruptedIOException {
    gate.overrun("a", Duration.ofSeconds(7));

    gate.enter("b");
    gate.leave("b");
    assertThat(time.pauses()).isEmpty();
    gate.enter("a");
    gate.leave("a");
    assertThat(time.pauses()).containsExactly(Duration.ofSeconds(7));
  }

  @Test
  void threadInsideNeedsNoSecondPlace() throws InterruptedIOException {
    gate.overrun("a", Duration.ZERO);

    gate.enter("a");
    gate.enter("a");
    gate.leave("a");
    gate.leave("a");

    gate.enter("a");
    gate.leave("a");
  }

  @Test
  void whoFindsTheHostFullWaitsForAPlace() throws Exception {
    gate.overrun("a", Duration.ZERO);
    gate.enter("a");
    CountDownLatch entered = new CountDownLatch(1);
    Thread other =
        new Thread(
            () -> {
              try {
                gate.enter("a");
                entered.countDown();
                gate.leave("a");
              } catch (InterruptedIOException e) {
                throw new AssertionError(e);
              }
            });
    other.start();
    while (other.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    assertThat(entered.getCount()).isEqualTo(1);
    gate.leave("a");
    other.join();
    assertThat(entered.getCount()).isZero();
  }
}
