// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.oci.Platform;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutlineReaderTest {
  private static final PlanOptions LAST = PlanOptions.of(Platform.LINUX_AMD64);

  private static Outline outline(String text, PlanOptions options) {
    return OutlineReader.read(Dockerfile.read(Source.of("Dockerfile", text)).dockerfile(), options);
  }

  private static List<String> args(Outline outline) {
    return outline.args().stream().map(a -> a.name() + "=" + a.value().orElse("?")).toList();
  }

  @Test
  void listsTheArgumentsOfWhatTheTargetNeeds() {
    String text =
        """
        ARG unused=1
        ARG tag=$suffix
        # base what it starts from
        ARG base=debian
        ARG suffix=x
        FROM $base:$tag AS a
        ARG a=1 b=$a-2 none
        FROM busybox AS other
        ARG other=3
        FROM a
        COPY --from=a /x /y
        ARG a=last base TARGETPLATFORM
        """;

    Outline outline = outline(text, LAST);

    assertThat(args(outline))
        .containsExactly("tag=", "base=debian", "suffix=x", "b=1-2", "none=?", "a=last");
    assertThat(outline.args().get(1).description()).contains("what it starts from");
    assertThat(args(outline(text, LAST.withTarget("other")))).containsExactly("other=3");
  }

  @Test
  void listsWhatRunMounts() {
    Outline outline =
        outline(
            """
            FROM a AS b
            RUN --mount=type=secret,id=key,required=true --mount=type=ssh x
            FROM b AS c
            RUN --mount=type=cache,target=/root/.m2 --mount=type=secret,target=/run/npmrc y
            """,
            LAST);

    assertThat(outline.secrets().stream().map(Outline.Use::id)).containsExactly("npmrc", "key");
    assertThat(outline.secrets().stream().map(Outline.Use::required)).containsExactly(false, true);
    assertThat(outline.ssh().stream().map(Outline.Use::id)).containsExactly("default");
    assertThat(outline.caches().stream().map(Outline.Use::id)).containsExactly("/root/.m2");
    assertThat(outline.name()).contains("c");
  }

  @Test
  void aTargetThatIsNoStageIsAnErrorWithTheNearest() {
    assertThatThrownBy(() -> outline("FROM a AS build\n", LAST.withTarget("biuld")))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("did you mean build?");
  }
}
