// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class DockerfileTest {
  @Test
  void aHundredThousandLinesAreRead() {
    String text = "FROM scratch\n" + "RUN echo \"hello\" \\\n  world\n".repeat(50_000);

    Dockerfile dockerfile = Dockerfile.parse(Source.of("Dockerfile", text));

    List<Instruction> instructions = dockerfile.stages().get(0).instructions();
    assertThat(instructions).hasSize(50_000);
    assertThat(instructions.get(49_999).origin().span().line()).isEqualTo(100_000);
  }

  @Test
  void oneInstructionOfAHundredThousandLinesIsRead() {
    String text = "FROM scratch\nRUN a" + " \\\n b".repeat(100_000) + "\n";

    Dockerfile dockerfile = Dockerfile.parse(Source.of("Dockerfile", text));

    assertThat(dockerfile.stages().get(0).instructions().get(0).origin().text())
        .hasSize("RUN a".length() + 300_000);
  }

  @Test
  void errorsEndAtAHundred() {
    DockerfileException error =
        catchThrowableOfType(
            DockerfileException.class,
            () -> Dockerfile.parse(Source.of("Dockerfile", "FROM a\n" + "X\n".repeat(100_000))));

    assertThat(error.diagnostics()).hasSize(100);
  }

  @Test
  void stagesHaveTheirIndexAndNameInLowerCase() {
    Dockerfile dockerfile =
        Dockerfile.parse(Source.of("Dockerfile", "ARG x\nFROM a AS Build\nRUN x\nFROM b\n"));

    assertThat(dockerfile.metaArgs()).hasSize(1);
    assertThat(dockerfile.stages().get(0).name()).contains("build");
    assertThat(dockerfile.stages().get(1).name()).isEmpty();
    assertThat(dockerfile.stages().get(1).index()).isEqualTo(1);
  }

  @Test
  void wordsKnowTheirPlaceBehindContinuations() {
    Dockerfile dockerfile =
        Dockerfile.parse(Source.of("Dockerfile", "FROM a\nCOPY one \\\n# two\n   three /four\n"));
    Instruction.Copy copy = (Instruction.Copy) dockerfile.stages().get(0).instructions().get(0);

    assertThat(copy.transfer().sources().get(1).span()).hasToString("Dockerfile:4:4");
    assertThat(copy.transfer().destination().span().text()).isEqualTo("/four");
  }

  @Test
  void anyBytesAreReadOrRefusedInGoodOrder() {
    java.util.Random random = new java.util.Random(3);
    String[] parts = {
      "FROM ",
      "RUN ",
      "COPY ",
      "ENV ",
      "ONBUILD ",
      "HEALTHCHECK ",
      "ARG ",
      "\n",
      "\\\n",
      "\r\n",
      "#",
      "\"",
      "'",
      "[",
      "]",
      ",",
      "${",
      "}",
      "<<EOF",
      "--from=",
      "--",
      "=",
      "x",
      " ",
      "\t",
      "\uD800",
      "é"
    };
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "FROM a\n" : "");
      for (int n = random.nextInt(20); n > 0; n--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      try {
        assertThat(Dockerfile.parse(Source.of("Dockerfile", text.toString())).stages())
            .isNotEmpty();
      } catch (DockerfileException refused) {
        assertThat(refused).hasMessageStartingWith("Dockerfile:");
      }
    }
  }
}
