// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.oci.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DateStageTest {

  private static RemoteSource source(String text) {
    Dockerfile dockerfile = Dockerfile.parse(Source.of("Dockerfile", text));
    return DateStage.source(
        dockerfile,
        DateStage.find(dockerfile, "SRC").orElseThrow(),
        PlanOptions.of(Platform.host()));
  }

  @Test
  void itsArgumentsAreExpanded() {
    RemoteSource source =
        source(
            """
            ARG V=1
            FROM scratch AS src
            ARG V
            ARG H=example.org
            ADD --unpack https://$H/a-$V.tgz /
            FROM missing
            """);

    assertThat(((RemoteSource.Url) source).url()).isEqualTo("https://example.org/a-1.tgz");
  }

  @Test
  void itMayFetchARepository() {
    assertThat(source("FROM scratch AS Src\nADD https://example.org/a.git#v1 /\n"))
        .isInstanceOf(RemoteSource.Git.class);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          FROM debian AS src|ADD https://h/a /a,           1:1, has to be FROM scratch
          FROM scratch AS a|FROM a AS src|ADD https://h/a /a, 2:1, has to be FROM scratch
          FROM scratch AS src|ENV A=1,                     2:1, can't have ENV
          FROM scratch AS src|COPY a /a,                   2:1, can't have COPY
          FROM scratch AS src|ADD a /a,                    2:1, has to have one ADD
          FROM scratch AS src|ADD https://h/a a /b/,       2:1, has to have one ADD
          FROM scratch AS src|ARG A,                       1:1, has to have one ADD
          FROM scratch AS src|ADD https://h/a /|ADD https://h/b /, 3:1, has to have one ADD
          """)
  void anythingElseIsAnErrorAtItsPlace(String text, String place, String message) {
    assertThatThrownBy(() -> source(text.replace("|", "\n")))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("Dockerfile:" + place + ":")
        .hasMessageContaining("a stage that gives SOURCE_DATE_EPOCH its time " + message);
  }
}
