// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server calls a file. */
final class ContentDispositionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "attachment; filename=a.tar|a.tar",
        "attachment; filename=\"a b.tar\"|a b.tar",
        "inline; FileName = \"../../etc/passwd\"|passwd",
        "attachment; filename=a; filename*=UTF-8''%C3%BC%20b+c|ü b+c"
      })
  void namesAFile(String header, String name) {
    assertThat(ContentDisposition.fileName(header)).contains(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"attachment", "attachment; filename=\"\"", "x; filename=a/..", ""})
  void mayNameNone(String header) {
    assertThat(ContentDisposition.fileName(header)).isEmpty();
  }

  @Test
  void anEncodingThatIsUnknownIsNoName() {
    assertThat(ContentDisposition.fileName("a; filename*=x''%FF")).isEmpty();
  }
}
