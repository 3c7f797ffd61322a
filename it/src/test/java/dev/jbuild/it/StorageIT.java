// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The storage root over time: what is removed, what is not, and what notices damage. */
@ExtendWith(LabExtension.class)
final class StorageIT {
  private Jbuild jbuild;

  @BeforeEach
  void prepare(Lab lab) throws IOException {
    jbuild = lab.jbuild(lab.user());
  }

  @Test
  void pruningWaitsForARunningBuild(Lab lab) throws IOException {
    jbuild
        .build(
            lab.context().dockerfile("FROM " + lab.busybox() + "\nRUN echo old > /f\n"),
            "-t",
            "other:1")
        .ok();
    jbuild.run("rmi", "other:1").ok();
    BuildContext context =
        lab.context()
            .dockerfile(
                """
                FROM %s
                RUN --mount=type=cache,target=/c echo kept > /c/f
                RUN --mount=type=cache,target=/c \
                    echo ready-$((40+2)); until [ -e /c/go ]; do sleep 0.05; done
                """
                    .formatted(lab.busybox()));
    Running build =
        jbuild.command("-t", "running:1", "--no-cache", ".").in(context.directory()).start();
    build.awaitOutput("ready-42");

    Running prune = jbuild.command("prune").start();
    prune.awaitOutput("waiting until nobody else uses");
    try (var files = Files.walk(jbuild.root().resolve("mounts"))) {
      Path mount = files.filter(file -> file.endsWith("f")).findFirst().orElseThrow().getParent();
      Files.createFile(mount.resolve("go"));
    }

    build.await().ok();
    assertThat(prune.await().ok().out()).contains("freed ", "cache mount");
    assertThat(jbuild.run("images").ok().out()).contains("running");
    assertThat(jbuild.run("system", "check").ok().out()).isEmpty();
    StoreCheck.assertSound(jbuild.root());
  }
}
