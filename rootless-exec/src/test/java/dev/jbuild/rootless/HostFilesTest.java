// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the host as the launcher lists them. */
final class HostFilesTest {
  @TempDir Path root;
  private HostFiles files;

  @BeforeEach
  void start() {
    files =
        HostFiles.below(
            root, NativeLauncher.at(Path.of("target/jbuild-launcher").toAbsolutePath()));
  }

  @AfterEach
  void end() {
    files.close();
  }

  private static byte[] bytes(String path) {
    return path.getBytes(StandardCharsets.UTF_8);
  }

  private Optional<HostFile> file(String path) throws IOException {
    return files.file(bytes(path));
  }

  private List<String> names(String directory) throws IOException {
    return files.list(List.of(bytes(directory))).get(0).stream()
        .map(file -> new String(file.name(), StandardCharsets.UTF_8))
        .sorted()
        .toList();
  }

  @Test
  void tellsAllOfAFile() throws IOException {
    Path path = Files.writeString(root.resolve("a.txt"), "hello");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-x--x"));
    Files.setLastModifiedTime(path, FileTime.fromMillis(1_500));
    Files.createLink(root.resolve("b.txt"), path);

    HostFile file = file("a.txt").orElseThrow();

    assertThat(file.isFile()).isTrue();
    assertThat(file.name()).isEqualTo(bytes("a.txt"));
    assertThat(file.permissions()).isEqualTo(0751);
    assertThat(file.sizeBytes()).isEqualTo(5);
    assertThat(file.mtime()).isEqualTo(1);
    assertThat(file.ctime()).isPositive();
    assertThat(file.links()).isEqualTo(2);
    assertThat(file.inode()).isEqualTo(Files.getAttribute(path, "unix:ino"));
    assertThat(file.device()).isEqualTo(Files.getAttribute(path, "unix:dev"));
    assertThat(file.xattrs()).isEmpty();
  }

  @Test
  void tellsXattrsOfFilesAndDirectories() throws IOException {
    Path path = Files.createDirectory(root.resolve("d"));
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
    HostConditions.require(
        Files.getFileStore(root).supportsFileAttributeView("user"), "no xattrs on " + root);
    view.write("one", ByteBuffer.wrap(new byte[] {1, 0, 2}));
    view.write("empty", ByteBuffer.allocate(0));

    assertThat(file("d").orElseThrow().xattrs())
        .containsOnlyKeys("user.one", "user.empty")
        .containsEntry("user.one", new byte[] {1, 0, 2})
        .containsEntry("user.empty", new byte[0]);
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Files.createDirectory(root.resolve("d"));
    Files.writeString(root.resolve("d/in"), "");
    Files.createSymbolicLink(root.resolve("link"), Path.of("d/../d"));

    HostFile link = file("link").orElseThrow();

    assertThat(link.isSymlink()).isTrue();
    assertThat(link.linkTarget()).isEqualTo(bytes("d/../d"));
    assertThat(file("link/in")).isEmpty();
    assertThat(names("link")).isEmpty();
    assertThat(names("d")).containsExactly("in");
  }

  @Test
  void nothingOutsideTheRootIsTold() throws IOException {
    Files.createSymbolicLink(root.resolve("up"), Path.of("../none"));

    assertThatThrownBy(() -> file("../x")).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> names("..")).isInstanceOf(FileSystemException.class);
    assertThat(names("up")).isEmpty();
  }

  @Test
  void theRootAndWhatIsNotThere() throws IOException {
    assertThat(file("").orElseThrow().isDirectory()).isTrue();
    assertThat(names("")).isEmpty();
    assertThat(file("none")).isEmpty();
    assertThat(file("none/below")).isEmpty();
    assertThat(names("none")).isEmpty();
  }

  @Test
  void manyDirectoriesOfManyFilesAreAskedForAtOnce() throws IOException {
    List<byte[]> directories = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      directories.add(bytes("a-directory-with-a-long-name-" + i));
    }
    for (int i = 0; i < 3_000; i += 1_000) {
      Path directory = Files.createDirectory(root.resolve("a-directory-with-a-long-name-" + i));
      for (int file = 0; file < 600; file++) {
        Files.createFile(directory.resolve("f" + file));
      }
    }

    List<List<HostFile>> found = files.list(directories);

    assertThat(found).hasSize(3_000);
    assertThat(found.get(1_000)).hasSize(600).allMatch(HostFile::isFile);
    assertThat(found.get(1_001)).isEmpty();
  }

  @Test
  void aRootThatIsGoneIsAnError() throws IOException {
    Files.delete(root);

    assertThatThrownBy(() -> file("x"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(root.toString())
        .hasMessageContaining("No such file or directory");
    Files.createDirectory(root);
  }
}
