// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Builds in pods of each Pod Security level. */
@ExtendWith(LabExtension.class)
final class PodIT {

  @ParameterizedTest
  @EnumSource(names = {"RESTRICTED", "BASELINE"})
  void whereThereAreNoNamespacesThereIsNoRun(Pod.Level level, Lab lab) throws IOException {
    BuildContext context = lab.context().dockerfile("FROM " + lab.busybox() + "\nRUN true\n");

    Finished refused = pod(level, lab, context).run("/jbuild/bin/jbuild", "-t", "x", "/context");

    assertThat(refused.exitCode()).isEqualTo(5);
    assertThat(refused.err())
        .contains(
            "error: RUN can't be run here: unshare a user namespace: Operation not permitted\n"
                + "     = hint: jbuild doctor tells what would help; a build without RUN works")
        .doesNotContain("#1");
  }

  @Test
  void buildsWithoutRunWorkInARestrictedPod(Lab lab) throws IOException {
    BuildContext context = lab.context().dockerfile("FROM " + lab.busybox() + "\nCOPY . /c\n");

    assertThat(build(pod(Pod.Level.RESTRICTED, lab, context)).out()).startsWith("sha256:");
  }

  @Test
  void imagesOfAllTiersAreTheSame(Lab lab) throws IOException {
    BuildContext context =
        lab.context()
            .dockerfile(
                """
                FROM %s
                RUN echo app:x:1000:77::/home/app:/bin/sh >> /etc/passwd && mkdir -p /home/app && touch /f \\
                 && chown 5:6 /f && chown -R app:77 /home/app
                USER app
                WORKDIR /tmp/w
                RUN id && cat /proc/self/mountinfo > /dev/null && ln -s a b && touch a && ls -ln
                """
                    .formatted(lab.busybox()));
    List<Finished> builds =
        List.of(
            build(pod(Pod.Level.USERNS, lab, context)),
            build(pod(Pod.Level.UNCONFINED, lab, context).with(mappers(lab), "/m").withPath("/m")),
            build(pod(Pod.Level.UNCONFINED, lab, context)));

    Stream<String> verdicts = builds.stream().map(b -> b.err().lines().findFirst().orElseThrow());
    assertThat(verdicts)
        .containsExactly(
            "RUN in tier 1: root with CAP_SYS_ADMIN",
            "RUN in tier 1: 65537 ids for jb",
            "RUN in tier 2: newuidmap: write to uid_map failed: Operation not permitted");
    assertThat(builds.stream().map(Finished::out).distinct())
        .singleElement()
        .asString()
        .startsWith("sha256:");
  }

  @Test
  void doctorTellsWhatARestrictedPodLacks(Lab lab) throws IOException {
    BuildContext context = lab.context();

    Finished text = pod(Pod.Level.RESTRICTED, lab, context).run("/jbuild/bin/jbuild", "doctor");

    assertThat(text.ok().out())
        .startsWith("tier none: unshare a user namespace: Operation not permitted\n")
        .contains("to lift it: in the pod: hostUsers: false")
        .containsPattern("errno 1 +user-namespace +Operation not permitted")
        .containsPattern("ok +seccomp-listener")
        .containsPattern("errno 1 +id-ranges +no_new_privs is set");
  }

  private static Finished build(Pod pod) throws IOException {
    return pod.run("/jbuild/bin/jbuild", "--source-date-epoch=1700000000", "-t", "x", "/context")
        .ok();
  }

  private static Pod pod(Pod.Level level, Lab lab, BuildContext context) throws IOException {
    Path program = lab.jbuild(lab.user()).program().toRealPath();
    return Pod.of(level, lab)
        .with(program.getParent().getParent(), "/jbuild")
        .with(context.directory(), "/context");
  }

  /** Debian's are set-user-id and don't work in a container; these have capabilities. */
  private static Path mappers(Lab lab) throws IOException {
    Path directory = lab.newDirectory(lab.account(Account.Kind.ROOT));
    Lab.setMode(directory, "rwxr-xr-x");
    for (String kind : List.of("uid", "gid")) {
      Path program = directory.resolve("new" + kind + "map");
      Files.copy(Path.of("/usr/bin/new" + kind + "map"), program);
      Lab.setMode(program, "rwxr-xr-x");
      Command.of("setcap", "cap_set" + kind + "=ep", program.toString()).run().ok();
    }
    return directory;
  }
}
