// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Images between registries, layouts, archives and the store; skopeo reads and writes the same. */
@ExtendWith(LabExtension.class)
final class CopyIT {
  private Jbuild jbuild;
  private Path directory;
  private String busybox;

  @BeforeEach
  void prepare(Lab lab) throws IOException {
    MustWork.assumeTools("skopeo");
    jbuild = lab.jbuild(lab.user());
    directory = lab.newDirectory(lab.user());
    busybox = lab.busybox();
  }

  private Finished copy(String from, String to) throws IOException {
    return jbuild.run("copy", from, to).ok();
  }

  private static String skopeo(String... arguments) throws IOException {
    String[] words = new String[arguments.length + 1];
    words[0] = "skopeo";
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return Command.of(words).run().ok().outLine();
  }

  private static String configDigest(String image) throws IOException {
    String raw = skopeo("inspect", "--tls-verify=false", "--raw", "--config", image);
    return Digest.ofData(raw.getBytes(StandardCharsets.UTF_8)).toString();
  }

  @Test
  void nothingIsMovedBetweenRepositoriesOfARegistry(Lab lab) throws IOException {
    String target = lab.registry().name("copied/there:2");

    Finished copied = copy("docker://" + busybox, "docker://" + target);

    assertThat(copied.err()).doesNotContain("pulled").doesNotContain("pushed");
    assertThat(lab.registry().api().manifest("copied/there", "2"))
        .isEqualTo(lab.registry().api().manifest("copied/there", copied.outLine()));
  }

  @Test
  void imagesElsewhereAreInspectedByteByByte(Lab lab) throws IOException {
    String place = "docker://" + busybox;

    assertThat(jbuild.run("inspect", "--raw", place).ok().out())
        .isEqualTo(
            Command.of("skopeo", "inspect", "--tls-verify=false", "--raw", place).run().out());
    assertThat(jbuild.run("inspect", "--raw", "--config", place).ok().out().strip())
        .isEqualTo(skopeo("inspect", "--tls-verify=false", "--raw", "--config", place));
    assertThat(jbuild.run("inspect", place).ok().out()).contains("\"schemaVersion\" : 2");
  }

  @Test
  void skopeoReadsWhatIsCopied(Lab lab) throws IOException {
    String digest = copy("docker://" + busybox, "oci:" + directory + "/layout:1").outLine();
    copy("oci:" + directory + "/layout:1", "oci-archive:" + directory + "/layout.tar:1");
    copy("oci-archive:" + directory + "/layout.tar:1", "dir:" + directory + "/dir");
    copy("dir:" + directory + "/dir", "docker-archive:" + directory + "/docker.tar:app:1");
    Command.of("chmod", "-R", "a+rX", directory.toString()).run().ok();

    for (String place :
        new String[] {"oci:%s/layout:1", "oci-archive:%s/layout.tar:1", "dir:%s/dir"}) {
      assertThat(skopeo("inspect", "--format", "{{.Digest}}", place.formatted(directory)))
          .as(place)
          .isEqualTo(digest);
    }
    assertThat(configDigest("docker-archive:" + directory + "/docker.tar"))
        .isEqualTo(configDigest("docker://" + busybox));
  }

  @Test
  void whatSkopeoWritesIsRead(Lab lab) throws IOException {
    Path theirs = lab.subdirectory("skopeo-copies");
    String config = configDigest("docker://" + busybox);
    int count = 0;
    for (String place :
        new String[] {
          "oci:%s/l:1", "oci-archive:%s/l.tar:1", "dir:%s/d", "docker-archive:%s/a.tar:app:1"
        }) {
      String there = place.formatted(theirs);
      skopeo("copy", "--insecure-policy", "--src-tls-verify=false", "docker://" + busybox, there);
      Command.of("chmod", "-R", "a+rX", theirs.toString()).run().ok();
      String back = "docker://" + lab.registry().name("back:" + count++);

      copy(there, back);

      assertThat(configDigest(back)).as(place).isEqualTo(config);
    }
  }

  @Test
  void savedImageIsLoaded(Lab lab) throws IOException {
    BuildContext context = lab.context().file("f", "x").dockerfile("FROM scratch\nCOPY f /\n");
    jbuild.build(context, "-t", "saved:1").ok();
    Path file = directory.resolve("saved.tar");

    jbuild.run("save", "-o", file.toString(), "saved:1").ok();
    Jbuild other = lab.jbuild(lab.user());
    Finished loaded = other.run("load", "-i", file.toString()).ok();

    assertThat(loaded.outLine()).isEqualTo("docker.io/library/saved:1");
    assertThat(other.inspect("saved:1").path("imageId"))
        .isEqualTo(jbuild.inspect("saved:1").path("imageId"));
    StoreCheck.assertSound(other.root());
  }
}
