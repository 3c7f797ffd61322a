// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ProxySelector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against repositories on this machine. */
final class GitClientTest {
  @TempDir Path temporary;
  private RemoteRepository remote;
  private GitClient client;

  @BeforeEach
  void start() throws IOException {
    remote = new RemoteRepository(temporary.resolve("app.git"));
    client = client(Map.of(), host -> Optional.empty());
  }

  private GitClient client(
      Map<String, String> environment, Function<String, Optional<String>> authorizations) {
    return new GitClient(
        new GitOptions(
            environment, temporary, "somebody", ProxySelector.getDefault(), authorizations));
  }

  @AfterEach
  void stop() {
    remote.close();
  }

  private GitRef ref(String suffix) {
    return GitRef.parse(remote.url() + suffix).orElseThrow();
  }

  private GitCommit resolve(String suffix) {
    return client.resolve(ref(suffix), temporary.resolve("none"));
  }

  private Path checkOut(String suffix, boolean keepGitDir) throws IOException {
    GitCommit commit = resolve(suffix);
    Path directory = temporary.resolve("checkout");
    Path scratch = Files.createDirectory(temporary.resolve("scratch"));
    assertThat(client.checkOut(ref(suffix), commit, keepGitDir, directory, scratch))
        .isEqualTo(RemoteRepository.TIME);
    return directory;
  }

  @Test
  void withoutARefItIsWhatHeadIs() throws IOException {
    String commit = remote.file("a", "1").commit("master");

    assertThat(resolve("").id()).isEqualTo(commit);
  }

  @Test
  void aBranchComesBeforeATag() throws IOException {
    String old = remote.file("a", "1").commit("master");
    remote.tag("x", old);
    String young = remote.file("a", "2").commit("x");

    assertThat(resolve("#x").id()).isEqualTo(young);
    assertThat(resolve("?tag=x").id()).isEqualTo(old);
  }

  @Test
  void aRefThatIsNotThereIsNamed() throws IOException {
    remote.file("a", "1").commit("master");

    assertThatThrownBy(() -> resolve("#nowhere"))
        .isInstanceOf(GitException.class)
        .hasMessageContaining("#nowhere: the repository has no branch or tag nowhere");
  }

  @Test
  void theChecksumIsThatOfTheCommitOrOfTheTag() throws IOException {
    String commit = remote.file("a", "1").commit("master");
    String tag = remote.tag("v1", commit);

    assertThat(resolve("?tag=v1&checksum=" + commit.substring(0, 8)).id()).isEqualTo(commit);
    assertThat(resolve("?tag=v1&checksum=" + tag).id()).isEqualTo(commit);
    assertThatThrownBy(() -> resolve("?tag=v1&checksum=0123"))
        .isInstanceOf(GitException.class)
        .hasMessageContaining("is commit " + commit + ", and its checksum says 0123");
  }

  @Test
  void filesHaveTheModesOfGitAndTheTimeOfTheCommit() throws IOException {
    remote.file("d/a", "text\r\n").executable("run", "#!").link("l", "d/a").commit("master");

    Path directory = checkOut("", false);

    assertThat(directory.resolve("d/a")).hasContent("text\r\n");
    assertThat(mode(directory.resolve("d/a"))).isEqualTo("rw-r--r--");
    assertThat(mode(directory.resolve("run"))).isEqualTo("rwxr-xr-x");
    assertThat(mode(directory.resolve("d"))).isEqualTo("rwxr-xr-x");
    assertThat(Files.readSymbolicLink(directory.resolve("l"))).isEqualTo(Path.of("d/a"));
    assertThat(Files.getLastModifiedTime(directory.resolve("d/a")).toInstant())
        .isEqualTo(RemoteRepository.TIME);
    assertThat(directory.resolve(".git")).doesNotExist();
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void anOldCommitIsFoundByItsName() throws IOException {
    String old = remote.file("a", "1").commit("master");
    remote.file("a", "2").commit("master");

    assertThat(checkOut("#" + old, false).resolve("a")).hasContent("1");
  }

  @Test
  void aCommitThatIsNotThereIsAnError() throws IOException {
    remote.file("a", "1").commit("master");

    assertThatThrownBy(() -> checkOut("#" + "0123456789".repeat(4), false))
        .isInstanceOf(GitException.class)
        .hasMessageContaining("cannot read " + remote.url());
  }

  @Test
  void theGitDirectoryIsKeptIfWanted() throws IOException {
    String commit = remote.file("a", "1").commit("master");

    Path git = checkOut("", true).resolve(".git");

    assertThat(Files.readString(git.resolve("HEAD")).strip()).isEqualTo(commit);
    assertThat(git.resolve("config")).content().contains(remote.url()).doesNotContain("worktree");
  }

  @Test
  void submodulesAreThereUnlessRefused() throws IOException {
    try (RemoteRepository other = new RemoteRepository(temporary.resolve("other.git"))) {
      String inner = other.file("inner", "in").commit("master");
      remote.file("a", "1").submodule("lib/other", other.url(), inner).commit("master");

      Path directory = checkOut("", false);

      assertThat(directory.resolve("lib/other/inner")).hasContent("in");
      assertThat(directory.resolve("lib/other/.git")).doesNotExist();
    }
  }

  @Test
  void aSubmoduleMayBeRelative() throws IOException {
    String first = remote.file("a", "1").commit("lib");
    remote.submodule("self", "../app.git", first).commit("master");

    assertThat(checkOut("", false).resolve("self/a")).hasContent("1");
  }

  @Test
  void withoutSubmodulesTheirPlaceIsEmpty() throws IOException {
    remote.submodule("lib", "git://127.0.0.1:1/x.git", "0123456789".repeat(4)).commit("master");

    assertThat(checkOut("?submodules=false", false).resolve("lib")).isEmptyDirectory();
  }

  @Test
  void aSubmoduleCanNotReadThisHost() throws IOException {
    remote.submodule("lib", "/etc", "0123456789".repeat(4)).commit("master");

    assertThatThrownBy(() -> checkOut("", false))
        .isInstanceOf(GitException.class)
        .hasMessageContaining("the URL of a submodule, /etc, is not that of a remote repository");
  }

  @Test
  void aServerThatIsNotThereIsToldWithoutThePassword() {
    GitRef nowhere = GitRef.parse("http://user:secret@127.0.0.1:1/app.git").orElseThrow();

    assertThatThrownBy(() -> client.resolve(nowhere, temporary.resolve("none")))
        .isInstanceOf(GitException.class)
        .hasMessageStartingWith("cannot read http://***@127.0.0.1:1/app.git: ")
        .hasMessageNotContaining("secret");
  }

  /** A stand-in for ssh that runs the command here. */
  @Test
  void sshIsTheCommandThatTheCallerNames() throws IOException {
    String path = System.getenv("PATH");
    assumeTrue(
        Stream.of(path.split(":")).anyMatch(d -> Files.isExecutable(Path.of(d, "git"))),
        "git is not installed");
    String commit = remote.file("a", "1").commit("master");
    Path script =
        Files.writeString(
            temporary.resolve("ssh"),
            "echo \"$@\" >'" + temporary + "/log'\nfor last; do :; done\nexec sh -c \"$last\"\n");
    GitClient ssh =
        client(Map.of("PATH", path, "GIT_SSH_COMMAND", "sh " + script), host -> Optional.empty());
    GitRef ref =
        GitRef.parse("ssh://example.com:2222" + temporary.resolve("app.git")).orElseThrow();

    assertThat(ssh.resolve(ref, temporary.resolve("none")).id()).isEqualTo(commit);
    assertThat(temporary.resolve("log")).content().startsWith("-p 2222 -l somebody -- example.com");
  }
}
