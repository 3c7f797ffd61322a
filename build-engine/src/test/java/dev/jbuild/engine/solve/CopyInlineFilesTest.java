// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.engine.plan.Base;
import dev.jbuild.engine.plan.CopyFilter;
import dev.jbuild.engine.plan.InlineFile;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that stand in the Dockerfile as sources of COPY and ADD. */
class CopyInlineFilesTest {
  private static final InlineFile A = new InlineFile("a.txt", "one\n");
  private static final InlineFile B = new InlineFile("b.txt", "");

  @TempDir Path directory;

  @Test
  void oneFileGetsTheNameOfTheDestination() throws IOException {
    assertThat(new CopyScene(directory).inline(A).copy("/app/config"))
        .containsExactly("app/ 755 0:0", "app/config 644 0:0 \"one\n\"");
  }

  @Test
  void inADirectoryItKeepsItsOwn() throws IOException {
    ImageTree image = new ImageTree().directory("app");

    assertThat(new CopyScene(directory).onto(image).inline(A).copy("/app"))
        .contains("app/a.txt 644 0:0 \"one\n\"");
    assertThat(new CopyScene(directory.resolve("context")).inline(A).copy("/new/"))
        .contains("new/a.txt 644 0:0 \"one\n\"");
  }

  @Test
  void severalGoIntoADirectoryBesideFilesOfTheContext() throws IOException {
    CopyScene scene = new CopyScene(directory).file("c.txt", "three").inline(A, B);

    assertThat(scene.copy("c.txt", "/d"))
        .containsExactly(
            "d/ 755 0:0",
            "d/a.txt 644 0:0 \"one\n\"",
            "d/b.txt 644 0:0 \"\"",
            "d/c.txt 644 0:0 \"three\"");
  }

  @Test
  void ownerAndModeAreChanged() throws IOException {
    assertThat(new CopyScene(directory).chown("7:8").chmod("600").inline(A).copy("/f"))
        .containsExactly("f 600 7:8 \"one\n\"");
  }

  @Test
  void theyAreNeverUnpacked() throws IOException {
    assertThat(new CopyScene(directory).unpacking().inline(A).copy("/x/"))
        .contains("x/a.txt 644 0:0 \"one\n\"");
  }

  @Test
  void bytesThatAreNoUtf8Survive() throws IOException {
    InlineFile file = new InlineFile("f", "\uDCFF");

    assertThat(
            new CopyScene(directory).inline(file).items("/f").get(0).data().open().readAllBytes())
        .containsExactly(0xFF);
  }

  @Test
  void contentAndNameAreInTheKey() {
    Digest key = operation(A);

    assertThat(operation(new InlineFile("a.txt", "one\n"))).isEqualTo(key);
    assertThat(operation(new InlineFile("a.txt", "two\n"))).isNotEqualTo(key);
    assertThat(operation(new InlineFile("b.txt", "one\n"))).isNotEqualTo(key);
  }

  private static Digest operation(InlineFile file) {
    return new StepKeys(OptionalLong.empty())
        .operation(
            new Step.Copy(
                CopyScene.origin(),
                new Base.BuildContext(),
                List.of(),
                List.of(file),
                "/d/",
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                CopyFilter.NONE,
                List.of()));
  }
}
