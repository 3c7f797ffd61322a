// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.dockerfile.DockerfileException;
import org.junit.jupiter.api.Test;

/** What the sources of COPY and ADD are taken for. */
final class PlannerSourcesTest {
  private static final String SHA = "sha256:" + "0123456789abcdef".repeat(4);

  private static Step.Copy copy(String instruction) {
    return Plans.copy("FROM a\n" + instruction + "\n");
  }

  private static void refuses(String instruction, String message) {
    assertThatThrownBy(() -> copy(instruction))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining(message);
  }

  @Test
  void urlsAndRepositoriesKeepTheirPlaceAmongTheFiles() {
    Step.Copy copy = copy("ADD a https://h/f b git@h:app.git#v1:sub /d/");

    assertThat(copy.paths()).containsExactly("/a", "/b");
    assertThat(copy.remotes()).extracting(RemoteSource::position).containsExactly(1, 2);
    RemoteSource.Git git = (RemoteSource.Git) copy.remotes().get(1);
    assertThat(git.ref().subdir()).contains("sub");
    assertThat(copy.hasSeveralSources()).isTrue();
  }

  @Test
  void aUrlIsUnpackedOnlyIfThatIsSaid() {
    RemoteSource.Url plain = (RemoteSource.Url) copy("ADD http://h/f.tar /d").remotes().get(0);
    RemoteSource.Url unpacked =
        (RemoteSource.Url) copy("ADD --unpack http://h/f.tar /d").remotes().get(0);

    assertThat(plain.unpack()).isFalse();
    assertThat(unpacked.unpack()).isTrue();
  }

  @Test
  void copyTakesNeitherUrlNorRepository() {
    refuses("COPY http://x/y /b", "2:6: error: the source of COPY can't be a URL");
    refuses("COPY git@x:y.git /b", "2:6: error: the source of COPY can't be a git repository");
  }

  @Test
  void whatLooksLikeADirectoryIsOne() {
    assertThat(copy("ADD github.com/moby/buildkit /d").paths())
        .containsExactly("/github.com/moby/buildkit");
  }

  @Test
  void checksumsAreForOneRemoteSource() {
    refuses("ADD --checksum=" + SHA + " a /b", "--checksum is for URLs and git repositories");
    refuses("ADD --checksum=" + SHA + " http://h/a http://h/b /c/", "--checksum is for one source");
    refuses("ADD --checksum=sha256:12 http://h/a /b", "a sha256 checksum has 64 hex digits");
    refuses("ADD --checksum=md5:12 http://h/a /b", "a checksum is sha256:, sha384: or sha512:");
    refuses("ADD --checksum=" + SHA + " git@h:a.git /b", "is a commit, or how its name begins");
  }

  @Test
  void checksumsExpandVariables() {
    Step.Copy copy = Plans.copy("FROM a\nARG S=" + SHA + "\nADD --checksum=$S http://h/a /b\n");

    assertThat(((RemoteSource.Url) copy.remotes().get(0)).checksum()).contains(Checksum.parse(SHA));
  }

  @Test
  void flagsAndUrlsMayNotContradict() {
    refuses(
        "ADD --keep-git-dir=false https://h/a.git?keep-git-dir=true /b",
        "keep-git-dir of the URL and --keep-git-dir contradict");
    refuses(
        "ADD --checksum=12 https://h/a.git?checksum=34 /b",
        "checksum of the URL and --checksum contradict");
    refuses("ADD https://h/a.git?tag=1&branch=2 /b", "branch conflicts with tag");
  }

  @Test
  void passwordsAreNeitherInTheHistoryNorInWhatIsShown() {
    Step.Copy copy =
        Plans.copy("FROM a\nARG P=secret\nADD https://me:$P@h/f https://me:secret@h/g /d/\n");

    assertThat(copy.origin().createdBy()).hasToString("ADD https://***@h/f https://***@h/g /d/");
    assertThat(copy.origin().displayName()).doesNotContain("secret");
  }

  @Test
  void errorsShowNoPassword() {
    assertThatThrownBy(() -> copy("COPY https://me:secret@h/f /d"))
        .hasMessageContaining("COPY https://*********@h/f /d")
        .hasMessageNotContaining("secret");
  }

  @Test
  void parentsSplitAtTheFirstPivot() {
    assertThat(copy("COPY --parents ./x/./y/*.txt a/b ./c/./ /d/").paths())
        .containsExactly("/x/./y/*.txt", "/./a/b", "/c/./");
    assertThat(copy("COPY --parents a/../b/./c/./d /d/").paths()).containsExactly("/b/./c/d");
    assertThat(copy("COPY --parents . /d/").paths()).containsExactly("/./");
  }

  @Test
  void excludesExpandVariables() {
    Step.Copy copy = Plans.copy("FROM a\nARG E=tmp\nCOPY --exclude=*.$E --exclude=!b . /d\n");

    assertThat(copy.filter().excludes()).containsExactly("*.tmp", "!b");
  }

  @Test
  void aBackslashBeforeAWildcardIsKept() {
    assertThat(copy("COPY a\\*b\\[c \\d 'e\\?' /f/").paths())
        .containsExactly("/a\\*b\\[c", "/d", "/e\\?");
  }
}
