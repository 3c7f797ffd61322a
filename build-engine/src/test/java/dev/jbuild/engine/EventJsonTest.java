// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.MediaType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EventJsonTest {
  private static final List<BuildEvent> EVENTS =
      List.of(
          new BuildEvent.Notice("tier 1"),
          new BuildEvent.Remark("Dockerfile:1:1: warning: x\n   1 | FROM a"),
          new BuildEvent.Warning("line\nline \u001b[1m \"q\" ü"),
          new BuildEvent.StepStarted(1, "[1/2] RUN make"),
          new BuildEvent.CacheMiss(1, List.of("a changed: 1 → 2", "b is new")),
          new BuildEvent.StepOutput(1, "text\r\n"),
          new BuildEvent.StepOutput(1, ""),
          new BuildEvent.StepFinished(1, BuildEvent.Outcome.CANCELED, Duration.ofNanos(1_234)),
          new BuildEvent.Transfer(BuildEvent.Direction.PUSH, "sha256:abc", 5, 1L << 40),
          new BuildEvent.Pushed("a:1", Digest.ofData(new byte[0]), Optional.of("no")));

  @Test
  void keepsEveryEventThroughARoundTrip() {
    List<Class<?>> kinds = new ArrayList<>();
    for (BuildEvent event : EVENTS) {
      kinds.add(event.getClass());
      byte[] line = EventJson.write(new EventJson.Event(event));

      assertThat(EventJson.read(line)).isEqualTo(new EventJson.Event(event));
      assertThat(new String(line, StandardCharsets.UTF_8)).doesNotContain("\n");
    }
    assertThat(kinds).contains(BuildEvent.class.getPermittedSubclasses());
  }

  @Test
  void keepsResultAndFailureThroughARoundTrip() {
    EventJson.Message result =
        new EventJson.Result(
            new BuildResult(
                Descriptor.of(MediaType.OCI_MANIFEST, new Digest("a".repeat(64)), 7),
                new Digest("b".repeat(64)),
                List.of("docker.io/library/a:1", "docker.io/library/b:2")));
    EventJson.Message failure =
        new EventJson.Failure(new ErrorReport(ExitCode.RUN_FAILED, "a\n  | b\n"));

    assertThat(EventJson.read(EventJson.write(result))).isEqualTo(result);
    assertThat(EventJson.read(EventJson.write(failure))).isEqualTo(failure);
  }

  @Test
  void writesTextWithHalfACharacter() {
    byte[] line = EventJson.write(new EventJson.Event(new BuildEvent.Notice("a\udcffb")));

    assertThat(EventJson.read(line))
        .isIn(
            new EventJson.Event(new BuildEvent.Notice("a\udcffb")),
            new EventJson.Event(new BuildEvent.Notice("a?b")));
  }

  @Test
  void refusesAnUnknownEvent() {
    assertThatThrownBy(
            () -> EventJson.read("{\"event\":\"party\"}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown event party");
  }
}
