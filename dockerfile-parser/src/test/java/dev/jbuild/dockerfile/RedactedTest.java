// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people may see of URLs. */
final class RedactedTest {
  @ParameterizedTest
  @CsvSource({
    "https://u:p@h/x, https://***@h/x",
    "https://token@h, https://***@h",
    "ADD http://u:p@h/a ftp://v:q@i/b /c, ADD http://***@h/a ftp://***@i/b /c",
    "https://u:p@q@h/x, https://***@h/x",
    "https://h/a@b, https://h/a@b",
    "https://h?a@b, https://h?a@b",
    "ssh://git@h/x, ssh://git@h/x",
    "ssh://git:pw@h/x, ssh://***@h/x",
    "git@h:x.git, git@h:x.git",
    "https://$U@h/x, https://$U@h/x"
  })
  void masksUserAndPassword(String text, String expected) {
    assertThat(Redacted.urls(text)).isEqualTo(expected);
  }

  @Test
  void canKeepColumns() {
    assertThat(Redacted.sameLength("ADD https://u:p@h/x /y")).isEqualTo("ADD https://***@h/x /y");
    assertThat(Redacted.sameLength("https://user:p@h")).isEqualTo("https://******@h");
  }
}
