// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RUN --mount of every type, as root and as users with and without subordinate ids. */
@ExtendWith(LabExtension.class)
final class RunMountIT {
  private static final String SECRET = "hush-hush-4711";

  @ParameterizedTest
  @EnumSource
  void bindsShowContextsStagesAndImages(Account.Kind kind, Lab lab) throws IOException {
    BuildContext context =
        lab.context()
            .dockerfile(
                """
                FROM %1$s AS tools
                RUN mkdir /out && echo tool >/out/tool
                FROM %1$s
                RUN --mount=target=/src \
                    --mount=from=tools,source=/out,target=/t/deep \
                    --mount=from=%1$s,source=/bin,target=/image \
                    { ls /src; cat /src/sub/f /t/deep/tool; ls /image | grep -x sh; \
                      stat -c '%%u %%g' /src/sub/f; touch /src/x || echo read-only; } >/report
                RUN --mount=target=/src,rw --mount=from=tools,target=/t,rw \
                    echo new >/src/sub/f && echo new >/t/out/tool && cat /src/sub/f /t/out/tool >>/report
                RUN --mount=from=tools,target=/t cat /t/out/tool >>/report
                """
                    .formatted(lab.busybox()))
            .file(".dockerignore", "Dockerfile\nignored\nsub/hidden")
            .file("ignored", "x")
            .file("sub/f", "in sub\n")
            .file("sub/hidden", "x");

    Path out = export(lab, lab.account(kind), context);

    assertThat(Files.readString(out.resolve("report")).lines())
        .containsExactly("sub", "in sub", "tool", "sh", "0 0", "read-only", "new", "new", "tool");
    assertThat(context.resolve("sub/f")).hasContent("in sub\n");
    assertNoTrace(out, "src", "t", "image");
  }

  @ParameterizedTest
  @EnumSource
  void cachesOutliveBuildsAndAreInNoLayer(Account.Kind kind, Lab lab) throws IOException {
    Jbuild jbuild = lab.jbuild(lab.account(kind));
    BuildContext context =
        lab.context()
            .dockerfile(
                """
                FROM %s
                ARG RUN=0
                RUN --mount=type=cache,target=/root/.cache/deep,mode=0770 \
                    --mount=type=cache,id=other,target=/c,sharing=locked \
                    --mount=type=tmpfs,target=/tmpfs,size=1m \
                    echo $RUN >>/root/.cache/deep/runs; echo $RUN >/c/last; touch /tmpfs/x; \
                    { cat /root/.cache/deep/runs; stat -c %%a /root/.cache/deep; } >/report
                """
                    .formatted(lab.busybox()));
    Path out = lab.newDirectory(jbuild.account());
    for (String run : List.of("1", "2")) {
      jbuild.build(context, "--build-arg", "RUN=" + run, "--output", "type=local,dest=" + out).ok();
    }

    assertThat(Files.readString(out.resolve("report"))).isEqualTo("1\n2\n770\n");
    assertNoTrace(out, "root/.cache", "c", "tmpfs");
  }

  @ParameterizedTest
  @EnumSource
  void secretsReachTheStepAndNothingElse(Account.Kind kind, Lab lab) throws IOException {
    Jbuild jbuild = lab.jbuild(lab.account(kind));
    BuildContext context =
        lab.context()
            .dockerfile(
                """
                FROM %s
                RUN --mount=type=secret,id=file,mode=0440 --mount=type=secret,id=var,env=TOKEN \
                    cat /run/secrets/file; echo "$TOKEN"; \
                    { wc -c </run/secrets/file; echo ${#TOKEN}; stat -c %%a /run/secrets/file; \
                      grep -c ' /run/secrets/file ' /proc/mounts; } >/report
                RUN --mount=type=secret,id=missing ls /run/secrets/missing || echo none >>/report
                """
                    .formatted(lab.busybox()));
    Path secret = lab.newDirectory(jbuild.account()).resolve("secret");
    Files.writeString(secret, SECRET + "\n");
    Path out = lab.newDirectory(jbuild.account());

    Finished built =
        jbuild
            .command(
                "--secret",
                "id=file,src=" + secret,
                "--secret",
                "id=var,env=OF_CALLER",
                "--progress",
                "plain",
                "--output",
                "type=local,dest=" + out,
                ".")
            .with("OF_CALLER", SECRET)
            .in(context.directory())
            .run()
            .ok();

    assertThat(Files.readString(out.resolve("report"))).isEqualTo("15\n14\n440\n1\nnone\n");
    assertThat(built.err()).contains("***").doesNotContain(SECRET);
    assertNoTrace(out, "run/secrets");
    assertThat(filesWith(jbuild.root(), SECRET)).isEmpty();
    // Another value is no other step.
    Files.writeString(secret, "changed");
    Finished again =
        jbuild.build(
            context,
            "--secret",
            "id=file,src=" + secret,
            "--secret",
            "id=var,src=" + secret,
            "--progress",
            "plain");
    assertThat(again.ok().err().lines().filter(line -> line.matches("#\\d+ CACHED"))).hasSize(2);
  }

  @Test
  void requiredSecretThatIsMissingIsToldAtItsFlag(Lab lab) throws IOException {
    BuildContext context =
        lab.context()
            .dockerfile("FROM " + lab.busybox() + "\nRUN --mount=type=secret,id=s,required true\n");

    Finished failed = lab.jbuild(lab.user()).build(context).exits(2);

    assertThat(failed.err())
        .contains(
            "Dockerfile:2:13: error: secret s is required, and is not given on the command line:"
                + " --secret id=s,src=FILE");
  }

  @Test
  void missingSourceOfAStageIsToldAtItsFlag(Lab lab) throws IOException {
    BuildContext context =
        lab.context()
            .dockerfile(
                """
                FROM %1$s AS tools
                FROM %1$s
                RUN --mount=from=tools,source=/no,target=/t true
                """
                    .formatted(lab.busybox()));

    Finished failed = lab.jbuild(lab.user()).build(context).exits(2);

    assertThat(failed.err())
        .contains("Dockerfile:3:13: error: /no: no such file or directory in stage tools");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ROOT")
  void agentServesKeysFromFiles(Account.Kind kind, Lab lab) throws IOException {
    MustWork.assumeTools("ssh-keygen");
    Account account = lab.account(kind);
    Path key = lab.newDirectory(account).resolve("id_test");
    Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
        .as(account)
        .run()
        .ok();
    // perl of the smallest Debian is the only thing at hand that speaks to a Unix socket.
    String ask =
        "use IO::Socket::UNIX; my $s = IO::Socket::UNIX->new($ENV{SSH_AUTH_SOCK}) or die $!;"
            + " print $s pack(\"NC\", 1, 11); $s->flush; sysread $s, my $l, 4;"
            + " sysread $s, my $b, unpack(\"N\", $l); print join(\" \", unpack(\"CN\", $b))";
    BuildContext context =
        lab.context()
            .dockerfile(
                """
                FROM %s AS asked
                RUN --mount=type=ssh,required { perl -e '%s'; echo; echo $SSH_AUTH_SOCK; } >/report
                FROM scratch
                COPY --from=asked /report /report
                COPY --from=asked /run /run
                """
                    .formatted(lab.debian(), ask));

    Path out = export(lab, account, context, "--ssh", "default=" + key);

    assertThat(Files.readString(out.resolve("report")))
        .isEqualTo("12 1\n/run/buildkit/ssh_agent.0\n");
    assertNoTrace(out, "run/buildkit");
  }

  @Test
  void changedFileOfABindRunsTheStepAgain(Lab lab) throws IOException {
    Jbuild jbuild = lab.jbuild(lab.user());
    BuildContext context =
        lab.context()
            .dockerfile(
                "FROM " + lab.busybox() + "\nRUN --mount=source=d,target=/d cat /d/f >/report\n")
            .file("d/f", "1\n")
            .file("beside", "1");
    String first = jbuild.build(context).ok().outLine();
    String beside = jbuild.build(context.file("beside", "2")).ok().outLine();
    String changed = jbuild.build(context.file("d/f", "2\n")).ok().outLine();

    assertThat(beside).isEqualTo(first);
    assertThat(changed).isNotEqualTo(first);
  }

  /** As in a CI job whose cache has to lie in its checkout. */
  @Test
  void storageRootMayBeInTheContextThatIsBound(Lab lab) throws IOException {
    Account account = lab.user();
    BuildContext context =
        lab.context()
            .dockerfile(
                """
                FROM %s
                RUN --mount=target=/a --mount=target=/b,rw \
                    { ls -A /a /b; touch /b/new; cat /a/sub/f; } >/report
                """
                    .formatted(lab.busybox()))
            .file(".dockerignore", "*ignore\nDockerfile")
            .file("sub/f", "in sub\n");
    Path cache = lab.newDirectory(account, context.directory());
    Files.writeString(context.resolve(".dockerignore"), "\n" + cache.getFileName(), APPEND);
    Path out = lab.newDirectory(account);

    lab.jbuild(account, cache).build(context, "--output", "type=local,dest=" + out).ok();

    assertThat(Files.readString(out.resolve("report"))).isEqualTo("/a:\nsub\n\n/b:\nsub\nin sub\n");
  }

  @Test
  void insecureIsRefusedWithoutRootOfTheHost(Lab lab) throws IOException {
    BuildContext context =
        lab.context().dockerfile("FROM " + lab.busybox() + "\nRUN --security=insecure true\n");
    Jbuild jbuild = lab.jbuild(lab.user());

    assertThat(jbuild.build(context).exits(2).err())
        .contains("allow it by --allow security.insecure");
    assertThat(jbuild.build(context, "--allow", "security.insecure").exits(5).err())
        .contains("RUN --security=insecure needs root of the host");
  }

  private static Path export(Lab lab, Account account, BuildContext context, String... options)
      throws IOException {
    Path out = lab.newDirectory(account);
    List<String> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("--output", "type=local,dest=" + out));
    lab.jbuild(account).build(context, words.toArray(String[]::new)).ok();
    return out;
  }

  private static void assertNoTrace(Path out, String... targets) {
    for (String target : targets) {
      assertThat(out.resolve(target)).doesNotExist();
    }
  }

  private static List<Path> filesWith(Path root, String text) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).filter(Files::isReadable).toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
          found.add(file);
        }
      }
    }
    return found;
  }
}
