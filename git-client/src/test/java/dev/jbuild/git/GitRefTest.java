// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What the vectors don't say. */
final class GitRefTest {
  @Test
  void showsNoPassword() {
    GitRef ref = GitRef.parse("https://user:secret@example.com/app.git#main:dir").orElseThrow();

    assertThat(ref).hasToString("https://***@example.com/app.git#main:dir");
  }

  @Test
  void showsNoTokenThatStandsForAUser() {
    GitRef ref = GitRef.parse("https://token@example.com/app.git").orElseThrow();

    assertThat(ref).hasToString("https://***@example.com/app.git");
  }

  @Test
  void showsTheUserOfSsh() {
    GitRef ref = GitRef.parse("ssh://git@example.com/app.git").orElseThrow();

    assertThat(ref).hasToString("ssh://git@example.com/app.git");
  }

  @Test
  void aChecksumAloneIsTheRef() {
    GitRef ref = GitRef.parse("https://example.com/app.git?checksum=abc123").orElseThrow();

    assertThat(ref.ref()).contains("abc123");
  }

  @Test
  void fetchByCommitNeedsTheCommit() {
    assertThatThrownBy(() -> GitRef.parse("https://example.com/app.git?fetch-by-commit"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fetch-by-commit needs checksum=");
  }

  @Test
  void aRepeatedKeyIsRefused() {
    assertThatThrownBy(() -> GitRef.parse("https://example.com/app.git?ref=a&ref=a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("query \"ref\" has several values");
  }
}
