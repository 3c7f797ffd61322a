// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModeChangeTest {
  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource({
    "0600, 4755, 0600",
    "755, 0, 0755",
    "07777, 0, 7777",
    "0, 0777, 0",
    "u=rwX, 0644, 0644",
    "u=rwX, 0755, 0755",
    "go=, 0777, 0700",
    "+x, 0644, 0755",
    "a-w, 0666, 0444",
    "u+s, 0755, 4755",
    "g+s, 0755, 2755",
    "+t, 0755, 1755",
    "u=g, 0075, 0775",
    "u+w-x, 0555, 0655"
  })
  void changesFilesAsChmodDoes(String text, String before, String after) {
    int result = ModeChange.parse(text).apply(Integer.parseInt(before, 8), false);

    assertThat(Integer.toOctalString(result))
        .isEqualTo(Integer.toOctalString(Integer.parseInt(after, 8)));
  }

  @ParameterizedTest
  @CsvSource({"a+X, 0600, 0711", "go=rX, 0700, 0755", "=, 0755, 0", "u=rwX, 0100, 0700"})
  void directoriesAlwaysGetTheBitsOfX(String text, String before, String after) {
    int result = ModeChange.parse(text).apply(Integer.parseInt(before, 8), true);

    assertThat(Integer.toOctalString(result))
        .isEqualTo(Integer.toOctalString(Integer.parseInt(after, 8)));
  }

  @Test
  void agreesWithChmodOnFiles() throws Exception {
    List<String> changes =
        List.of(
            "u=rwX,go=rX", "a+X", "g=u", "o=g-w", "u+s,g+s", "+t", "u-x+X", "a=r,u+w", "go-rwx",
            "ug=rw,o=", "=rx", "+s", "-s", "u=s", "o+t", "u=o", "a=,u=rwxs", "ugo+rwx", "u=rwxX");
    List<String> script = new ArrayList<>(List.of("umask 0", "set -e"));
    List<String> expected = new ArrayList<>();
    for (String change : changes) {
      for (int mode : new int[] {0, 0111, 0644, 0755, 0640, 04755, 02070, 01777, 07777}) {
        script.add("chmod 0" + Integer.toOctalString(mode) + " f");
        script.add("chmod " + change + " f && stat -c %a f");
        expected.add(Integer.toOctalString(ModeChange.parse(change).apply(mode, false)));
      }
    }

    assertThat(run(script)).isEqualTo(expected);
  }

  private List<String> run(List<String> script) throws IOException, InterruptedException {
    Files.writeString(temporary.resolve("f"), "");
    Path output = temporary.resolve("output");
    Process process =
        new ProcessBuilder("sh", "-c", String.join("\n", script))
            .directory(temporary.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    return Files.readAllLines(output);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8", "077777", "u", "u=rwz", "u=rw,", "x+r", "u=ug", "+644"})
  void refusesWhatIsNoMode(String text) {
    assertThatThrownBy(() -> ModeChange.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("bad mode \"" + text + "\" for --chmod");
  }
}
