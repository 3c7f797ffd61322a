// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The program that docs/api.md points to: jbuild as a library, in a JVM outside of any namespace.
 */
@ExtendWith(LabExtension.class)
final class ApiIT {
  private static final Path SAMPLE = Lab.checkout().resolve("samples/api/BuildImage.java");

  @Test
  void buildsTheImageThatTheCommandBuilds(Lab lab) throws IOException {
    BuildContext context =
        lab.context()
            .file("a", "text")
            .dockerfile("FROM %s\nCOPY a /\nRUN cat /a\n".formatted(lab.busybox()));
    Jbuild jbuild = lab.jbuild(lab.user());
    Path archive = lab.newDirectory(jbuild.account()).resolve("image.tar");

    Finished built = build(lab, jbuild, context, archive);

    assertThat(built.ok().err()).contains("COPY a /\n", "text");
    assertThat(archive).isNotEmptyFile();
    assertThat(jbuild.build(context, "-t", "app:1").ok().outLine()).isEqualTo(built.outLine());
  }

  @Test
  void tellsWhereTheDockerfileIsWrong(Lab lab) throws IOException {
    BuildContext context = lab.context().dockerfile("FROM scratch\nCOPY --form=a b /\n");
    Jbuild jbuild = lab.jbuild(lab.user());

    Finished built = build(lab, jbuild, context, Path.of("/none"));

    assertThat(built.exitCode()).isEqualTo(2);
    assertThat(built.err()).contains("Dockerfile:2:6: error: unknown flag --form for COPY\n");
  }

  private static Finished build(Lab lab, Jbuild jbuild, BuildContext context, Path archive)
      throws IOException {
    Path distribution = jbuild.program().getParent().getParent();
    Path program = lab.context().directory().resolve("BuildImage.java");
    Files.copy(SAMPLE, program);
    return Command.of(
            "java",
            "-cp",
            distribution.resolve("lib") + "/*",
            program.toString(),
            distribution.toString(),
            jbuild.root().toString(),
            context.directory().toString(),
            "app:1",
            archive.toString())
        .as(jbuild.account())
        .run();
  }
}
