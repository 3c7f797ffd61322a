// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.SecretSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretsTest {
  @TempDir Path temporary;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void valuesAreThoseOfFilesAndVariables() throws IOException {
    Path file = Files.write(temporary.resolve("s"), new byte[] {0, 1, (byte) 0xff});
    Secrets secrets =
        new Secrets(
            Map.of("f", new SecretSource.File(file), "v", new SecretSource.Variable("TOKEN")),
            Map.of("TOKEN", "hush"));

    assertThat(secrets.value("f").orElseThrow()).containsExactly(0, 1, 0xff);
    assertThat(secrets.value("v").orElseThrow()).isEqualTo(bytes("hush"));
    assertThat(secrets.value("other")).isEmpty();
  }

  @Test
  void failuresNameTheSecretAndNotItsValue() throws IOException {
    Path large = Files.write(temporary.resolve("large"), new byte[500 * 1024 + 1]);
    Secrets secrets =
        new Secrets(
            Map.of(
                "l", new SecretSource.File(large),
                "m", new SecretSource.File(temporary.resolve("missing")),
                "v", new SecretSource.Variable("TOKEN")),
            Map.of());

    assertThatThrownBy(() -> secrets.value("l"))
        .isInstanceOf(BuildException.class)
        .hasMessage("cannot read secret l: it is larger than 500 KB");
    assertThatThrownBy(() -> secrets.value("m"))
        .hasMessageEndingWith("missing: no such file or directory");
    assertThatThrownBy(() -> secrets.value("v"))
        .hasMessage("cannot read secret v: TOKEN is not set in the environment");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 1000})
  void printedSecretsAreStarsHoweverTheyAreCut(int piece) {
    StringBuilder seen = new StringBuilder();
    SecretMask mask =
        new SecretMask(
            List.of(bytes("hush-hush\n"), bytes("hush-hush-more"), bytes("abc")),
            new OutputText(seen::append));
    byte[] output = bytes("a hush-hush b\nhush-hush-more\nhush-hus abc hush-h");

    for (int at = 0; at < output.length; at += piece) {
      int length = Math.min(piece, output.length - at);
      byte[] buffer = java.util.Arrays.copyOfRange(output, at, at + length);
      mask.accept(buffer, length);
    }
    mask.end();

    assertThat(seen).hasToString("a *** b\n***\nhush-hus abc hush-h");
  }
}
