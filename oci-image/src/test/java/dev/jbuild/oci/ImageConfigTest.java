// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ImageConfigTest {
  private static final String DOCUMENT =
      """
      {"created":"2024-01-02T03:04:05.678Z","author":"me","architecture":"arm64","os":"linux",\
      "config":{"User":"app","ExposedPorts":{"80/tcp":{},"9/udp":{}},"Env":["B=2","A=x=y"],\
      "Entrypoint":["/e"],"Cmd":[],"ArgsEscaped":true,"Volumes":{"/v":{}},"WorkingDir":"/w",\
      "Labels":{"z":"1","a":"2"},"StopSignal":"SIGQUIT",\
      "Healthcheck":{"Test":["CMD","t"],"Interval":1000000000,"Retries":3},\
      "Shell":["/bin/bash","-c"],"OnBuild":["RUN x"]},\
      "rootfs":{"type":"layers","diff_ids":["sha256:%1$s"]},\
      "history":[{"created":"2024-01-02T03:04:05Z","created_by":"ADD x","comment":"c"},\
      {"created_by":"ENV A","empty_layer":true}]}"""
          .formatted("0".repeat(64));

  @Test
  void writesWhatItRead() {
    ImageConfig config = ImageConfig.parse(DOCUMENT.getBytes(StandardCharsets.UTF_8));

    assertThat(new String(config.toBytes(), StandardCharsets.UTF_8)).isEqualTo(DOCUMENT);
  }

  @Test
  void keepsTheOrderOfVariablesAndLabels() {
    ContainerConfig config = ImageConfig.parse(DOCUMENT.getBytes(StandardCharsets.UTF_8)).config();

    assertThat(config.env()).containsExactly(entry("B", "2"), entry("A", "x=y"));
    assertThat(config.labels().keySet()).containsExactly("z", "a");
    assertThat(config.cmd()).contains(List.of());
  }

  @Test
  void namesTheFieldThatIsWrong() {
    assertThatThrownBy(
            () -> ImageConfig.parse("{\"created\":\"yesterday\"}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(OciException.class)
        .hasMessage("not an RFC 3339 time: yesterday");
    assertThatThrownBy(
            () ->
                ImageConfig.parse(
                    "{\"rootfs\":{\"diff_ids\":[\"sha256:1\"]}}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(OciException.class)
        .hasMessageContaining("bad diffID");
    assertThatThrownBy(() -> ImageConfig.parse("[]".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(OciException.class)
        .hasMessage("image config is not a JSON object");
  }

  private static Map.Entry<String, String> entry(String key, String value) {
    return Map.entry(key, value);
  }
}
