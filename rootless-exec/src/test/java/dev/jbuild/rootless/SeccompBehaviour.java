// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filter, call by call, through every entry of the kernel. */
class SeccompBehaviour {
  @TempDir Path base;

  @Test
  void callsAreAnsweredAsListed() throws Exception {
    HostConditions.require(
        System.getProperty("os.arch").equals("amd64"), "the table of calls is for x86-64");
    List<String[]> rows = rows();
    StringBuilder script = new StringBuilder();
    for (String[] row : rows) {
      script.append("guest call ").append(row[1]).append(";");
    }

    String output = new Guest(base).sh(script.toString());

    List<String> answers = output.lines().toList();
    assertThat(answers).hasSameSizeAs(rows);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(answers.get(i))
          .describedAs(rows.get(i)[2])
          .isIn((Object[]) rows.get(i)[0].split("\\|"));
    }
  }

  /** Answer, call, the whole line. */
  private static List<String[]> rows() throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(SeccompBehaviour.class.getResourceAsStream("seccomp-calls"))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split("\\s*#", 2)[0].strip().split(" +", 2))
          .map(fields -> new String[] {fields[0], fields[1], String.join(" ", fields)})
          .toList();
    }
  }
}
