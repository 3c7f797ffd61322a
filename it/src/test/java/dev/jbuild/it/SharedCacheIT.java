// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Caches that outlive the storage root: each build has a root of its own, as in a new pod. */
@ExtendWith(LabExtension.class)
final class SharedCacheIT {
  private Lab lab;
  private RegistryProxy proxy;
  private BuildContext context;

  @BeforeEach
  void prepare(Lab given) throws IOException {
    lab = given;
    String base = lab.busybox();
    proxy = RegistryProxy.before(lab.registry());
    context =
        lab.context()
            .dockerfile(
                """
                FROM %1$s AS tools
                RUN echo tools >/tools
                FROM %1$s
                RUN echo first >/first && mkdir /app
                RUN true
                COPY late /app/late
                COPY --from=tools /tools /tools
                RUN cat /app/late >/last
                """
                    .formatted(base.replace(lab.registry().host(), proxy.host())))
            .file("late", "1");
  }

  @AfterEach
  void stop() {
    proxy.close();
  }

  private Finished buildInNewRoot(String... options) throws IOException {
    return lab.jbuild(lab.user()).build(context, options).ok();
  }

  private static List<String> stepsThatEnded(Finished build, String how) {
    List<String> steps = new ArrayList<>();
    for (String line : build.err().lines().toList()) {
      if (line.matches("#\\d+ " + how + ".*")) {
        steps.add(line);
      }
    }
    return steps;
  }

  @Test
  void anUnchangedRebuildInANewRootRunsNothingAndDownloadsNoLayer() throws IOException {
    String cache = "type=registry,ref=" + proxy.host() + "/cached/cache";
    String name = proxy.host() + "/cached/app:1";
    Finished first = buildInNewRoot("--cache-to", cache, "-t", name, "--push");
    List<String> uploads = proxy.requests("PUT /v2/cached/(app|cache)/blobs/uploads/.*");
    proxy.requests().clear();
    Finished second = buildInNewRoot("--cache-from", cache, "-t", name, "--push");

    assertThat(second.outLine()).isEqualTo(first.outLine());
    assertThat(stepsThatEnded(second, "CACHED")).hasSize(5);
    // The config of the base image, and no other blob.
    assertThat(proxy.requests("GET .*/blobs/.*")).hasSize(1);
    assertThat(proxy.requests("PUT .*")).isEmpty();
    // What both repositories have was sent to one of them.
    assertThat(uploads.stream().map(u -> u.replaceFirst(".*digest=", "")))
        .hasSizeGreaterThan(8)
        .doesNotHaveDuplicates();
  }

  @Test
  void aChangedFileRunsOnlyWhatFollows() throws IOException {
    String cache = proxy.host() + "/changed/cache:tag";
    buildInNewRoot("--cache-to", cache);
    context.file("late", "2");
    Finished second = buildInNewRoot("--cache-from", cache, "--cache-to", cache);
    Finished third = buildInNewRoot("--cache-from", cache);

    assertThat(stepsThatEnded(second, "DONE")).hasSize(3);
    assertThat(stepsThatEnded(third, "DONE")).isEmpty();
    assertThat(third.outLine()).isEqualTo(second.outLine());
  }

  @Test
  void stepsOfOtherStagesAreLeftOutOfACacheOfTheImageOnly() throws IOException {
    String ref = proxy.host() + "/least/cache";
    buildInNewRoot("--cache-to", "type=registry,mode=min,ref=" + ref);
    context.file("late", "2");
    Finished second = buildInNewRoot("--cache-from", ref);

    // The stage that is copied from has to be run, as the step that copies follows the change.
    assertThat(stepsThatEnded(second, "CACHED")).hasSize(2);
    assertThat(stepsThatEnded(second, "DONE")).hasSize(4);
  }

  @Test
  void aDirectoryAndTheImageItselfAreCachesToo() throws IOException {
    Path directory = lab.newDirectory(lab.user());
    String image = proxy.host() + "/inline/app:1";
    Finished first =
        buildInNewRoot(
            "--cache-to",
            "type=local,dest=" + directory,
            "--cache-to",
            "type=inline",
            "-t",
            image,
            "--push");
    Finished ofDirectory =
        buildInNewRoot("--cache-from", "type=local,src=" + directory, "--cache-to=type=inline");
    Finished ofImage = buildInNewRoot("--cache-from", image, "--cache-to=type=inline");

    assertThat(ofDirectory.outLine()).isEqualTo(first.outLine());
    assertThat(ofImage.outLine()).isEqualTo(first.outLine());
    assertThat(stepsThatEnded(ofDirectory, "DONE")).isEmpty();
    assertThat(stepsThatEnded(ofImage, "DONE")).isEmpty();
    assertThat(Files.readString(directory.resolve("oci-layout"))).contains("1.0.0");
  }

  @Test
  void whatIsInTheRootAlreadyIsSentToACacheThatLacksIt() throws IOException {
    String cache = proxy.host() + "/late/cache";
    Jbuild jbuild = lab.jbuild(lab.user());
    Finished first = jbuild.build(context).ok();
    jbuild.build(context, "--cache-to", cache).ok();
    Finished second = buildInNewRoot("--cache-from", cache);

    assertThat(second.outLine()).isEqualTo(first.outLine());
    assertThat(stepsThatEnded(second, "DONE")).isEmpty();
  }

  @Test
  void cacheMountsAreBroughtBackInANewRootWithoutSecrets() throws IOException {
    String cache = "type=registry,mounts=true,ref=" + proxy.host() + "/mounts/cache";
    context.file("secret", "s3cr3t-value");
    context.dockerfile(
        """
        FROM %s
        RUN --mount=type=cache,id=tool,target=/c --mount=type=secret,id=s \\
            echo one >>/c/runs && cp /run/secrets/s /c/leaked && cat /c/runs >/runs
        """
            .formatted(lab.busybox()));
    String secret = "id=s,src=" + context.resolve("secret");
    Finished first = buildInNewRoot("--cache-to", cache, "--secret", secret);
    Path out = lab.newDirectory(lab.user());
    Finished second =
        buildInNewRoot(
            "--no-cache", "--cache-from", cache, "--secret", secret, "-o", out.toString());

    assertThat(first.err())
        .contains("warning: file leaked of cache mount tool holds a secret and is not saved");
    assertThat(second.err()).contains("restored cache mount tool from");
    assertThat(out.resolve("runs")).hasContent("one\none\n");
  }

  @Test
  void cachesThatCannotBeReachedAreWarningsAndNoMore() throws IOException {
    String nobody = "127.0.0.1:" + DockerRegistry.freePort() + "/cache";
    Finished build =
        buildInNewRoot(
            "--cache-from", nobody, "--cache-to", nobody, "--cache-to", "type=local,dest=/proc/x");

    assertThat(build.err().lines().filter(line -> line.startsWith("warning: ")))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith(
                        "warning: going on without cache " + nobody + ", as it can't be read")
                    .contains("connection refused"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("warning: going on without cache /proc/x, as it can't be written"))
        .hasSize(2);
    assertThat(stepsThatEnded(build, "DONE")).hasSize(6);
  }
}
