// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountFlagTest {
  @Test
  void synonymsOfAKeyAreOne() {
    MountFlag mount = parse("TYPE=cache,src=/a,dst=/b,ro,z");

    assertThat(mount.options().stream().map(MountFlag.Option::key))
        .containsExactly("type", "source", "target", "readonly", "label");
    assertThat(mount.value("target").orElseThrow().text()).isEqualTo("/b");
    assertThat(mount.value("id")).isEmpty();
  }

  @Test
  void lastOfSeveralCounts() {
    assertThat(parse("target=/a,target=/b").value("target").orElseThrow().text()).isEqualTo("/b");
  }

  @Test
  void valuesKnowTheirPlace() {
    String text = "RUN --mount=type=bind,target=/src true";
    Word target = run(text).mounts().get(0).value("target").orElseThrow();

    assertThat(target.span().start()).isEqualTo(text.indexOf("/src"));
    assertThat(target.span().text()).isEqualTo("/src");
  }

  @Test
  void fieldInQuotesMayHoldCommas() {
    String text = "RUN --mount=\\\"target=/a,\\\"\\\"b\\\"\\\"\\\",ro true";

    assertThat(run(text).mounts().get(0).value("target").orElseThrow().text())
        .isEqualTo("/a,\"b\"");
  }

  @Test
  void everyMountOfARunIsKept() {
    Instruction.Run run = run("RUN --mount=target=/a --mount=target=/b --network=none true");

    assertThat(run.mounts().stream().map(m -> m.text().text()))
        .isEqualTo(List.of("target=/a", "target=/b"));
    assertThat(run.network()).contains(Instruction.Network.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          targte=/a         | unknown key targte for --mount
          target            | target needs a value: target=…
          from=$x,target=/a | variables are not expanded in from
          target=/a,U       | RUN --mount with U is not supported yet
          target=/a"b"      | a double quote inside of a field that does not begin with one
          "target=/a        | a double quote is not closed
          "target=/a"b      | a comma is missing after the double quote
          """)
  void wrongOnesAreNamed(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("error: " + message);
  }

  @Test
  void caretPointsAtTheKey() {
    assertThatThrownBy(() -> run("RUN --mount=type=bind,targte=/a true"))
        .hasMessage(
            """
            Dockerfile:1:23: error: unknown key targte for --mount
               1 | RUN --mount=type=bind,targte=/a true
                 |                       ^~~~~~
                 = hint: did you mean target?""");
  }

  @Test
  void securityAndDevicesAreKept() {
    Instruction.Run run = run("RUN --security=insecure --device=vendor.com/gpu=all true");

    assertThat(run.insecure().orElseThrow().text()).isEqualTo("insecure");
    assertThat(run.devices().get(0).name().text()).isEqualTo("vendor.com/gpu=all");
    assertThat(run("RUN --security=sandbox true").insecure()).isEmpty();
    assertThatThrownBy(() -> run("RUN --security=off true"))
        .hasMessageContaining("--security is sandbox or insecure, not off");
  }

  private static MountFlag parse(String text) {
    return MountFlag.parse(new Word(text, Source.of("Dockerfile", text).span(0, text.length())));
  }

  private static Instruction.Run run(String text) {
    return (Instruction.Run) Dockerfile.parseTrigger(Source.of("Dockerfile", text));
  }
}
