// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.engine.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other programs read: standard output and result files. */
final class ResultsTest {
  @TempDir Path dir;
  private final TestSession session = new TestSession();
  private Path results = Path.of("/");

  @BeforeEach
  void makeDirectory() throws Exception {
    results = Files.createDirectory(dir.resolve("results"));
  }

  @Test
  void printsTheDigestOfTheManifest() {
    session.run(dir.toString());

    assertThat(session.out()).isEqualTo("sha256:" + "a".repeat(64) + "\n");
  }

  @Test
  void printsTheImageIdIfQuiet() {
    session.run("-q", dir.toString());

    assertThat(session.out()).isEqualTo("sha256:" + "b".repeat(64) + "\n");
    assertThat(session.err()).isEmpty();
  }

  @Test
  void leavesStandardOutputToAnArchive() {
    session.run("-o", "type=oci,dest=-", dir.toString());

    assertThat(session.out()).isEmpty();
  }

  @Test
  void refusesTwoArchivesOnStandardOutput() {
    assertThat(session.refusal("-o", "-", "-o", "type=oci,dest=-", dir.toString()))
        .isEqualTo("error: only one output can go to standard output");
  }

  @Test
  void writesResultFiles() throws Exception {
    session.run(
        "--iidfile",
        results.resolve("iid").toString(),
        "--digest-file=" + results.resolve("digest"),
        "--metadata-file",
        results.resolve("metadata").toString(),
        dir.toString());

    assertThat(results.resolve("iid")).hasContent("sha256:" + "b".repeat(64));
    assertThat(results.resolve("digest")).hasContent("sha256:" + "a".repeat(64));
    assertThat(results.resolve("metadata"))
        .hasContent(
            """
            {
              "containerimage.config.digest" : "sha256:%2$s",
              "containerimage.descriptor" : {
                "mediaType" : "application/vnd.oci.image.manifest.v1+json",
                "digest" : "sha256:%1$s",
                "size" : 123
              },
              "containerimage.digest" : "sha256:%1$s",
              "image.name" : "docker.io/library/app:1"
            }
            """
                .formatted("a".repeat(64), "b".repeat(64)));
    assertThat(results).isDirectoryNotContaining(p -> p.getFileName().toString().startsWith("."));
  }

  @Test
  void replacesAFileThroughALink() throws Exception {
    Path file = Files.writeString(results.resolve("file"), "old");
    Path link = Files.createSymbolicLink(results.resolve("link"), file);

    session.run("--iidfile", link.toString(), dir.toString());

    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("sha256:" + "b".repeat(64));
  }

  @Test
  void writesToADeviceInPlace() {
    assertThat(session.run("--iidfile", "/dev/null", dir.toString())).isZero();
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  @Test
  void keepsTheFilesOfTheLastSuccessIfTheBuildFails() throws Exception {
    Path file = Files.writeString(results.resolve("iid"), "old");
    session.builder = TestSession.failing(ExitCode.RUN_FAILED, "no");

    assertThat(session.run("--iidfile", file.toString(), dir.toString())).isEqualTo(3);

    assertThat(file).hasContent("old");
  }

  @Test
  void refusesAFileWithoutADirectoryBeforeTheBuild() {
    assertThat(session.refusal("--iidfile", "/none/at/all", dir.toString()))
        .isEqualTo("error: flag --iidfile: directory /none/at does not exist");
    assertThat(session.request).isEmpty();
  }
}
