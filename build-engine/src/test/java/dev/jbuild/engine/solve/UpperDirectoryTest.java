// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.LayerToc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UpperDirectoryTest {
  private static final Attributes ANY = Attributes.ofMode(0755);
  private static final FileTime THEN = FileTime.fromMillis(5000);

  @TempDir Path upper;

  private static LayerToc toc() {
    return LayerToc.of(
        List.of(
            Entry.directory("d", ANY), Entry.file("d/changed", ANY, 1), Entry.file("new", ANY, 1)));
  }

  private void file(String path) throws IOException {
    Files.createDirectories(upper.resolve(path).getParent());
    Files.writeString(upper.resolve(path), "x");
  }

  @Test
  void removesWhatTheOverlayCopiedUpWithoutAChange() throws IOException {
    file("d/changed");
    file("d/unchanged");
    file("new");
    file("other/dir/file");

    assertThat(UpperDirectory.prune(upper, toc())).isTrue();

    assertThat(upper.resolve("d/changed")).exists();
    assertThat(upper.resolve("new")).exists();
    assertThat(upper.resolve("d/unchanged")).doesNotExist();
    assertThat(upper.resolve("other")).doesNotExist();
  }

  @Test
  void directoriesKeepTheirTimes() throws IOException {
    file("d/changed");
    file("d/unchanged");
    Files.setLastModifiedTime(upper.resolve("d"), THEN);
    Files.setLastModifiedTime(upper, THEN);

    assertThat(UpperDirectory.prune(upper, toc())).isTrue();

    assertThat(Files.getLastModifiedTime(upper.resolve("d"))).isEqualTo(THEN);
    assertThat(Files.getLastModifiedTime(upper)).isEqualTo(THEN);
  }

  @Test
  void whatHidesAWholeDirectoryIsNotTheLayer() throws IOException {
    file("d/changed");
    Files.getFileAttributeView(upper.resolve("d"), UserDefinedFileAttributeView.class)
        .write("overlay.opaque", ByteBuffer.wrap(new byte[] {'y'}));

    assertThat(UpperDirectory.prune(upper, toc())).isFalse();
  }
}
