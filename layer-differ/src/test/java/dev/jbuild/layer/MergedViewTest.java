// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two layers, the lower first:
 *
 * <pre>
 * bin -> usr/bin   etc/passwd   gone/x   opaque/old   tmp (1777)   usr/bin/sh   usr/bin/loop -> loop
 * .wh.gone   etc/group   opaque (opaque)/new   tmp/f (tmp has no entry)   usr/bin/sh   usr/up -> ../../etc
 * </pre>
 */
final class MergedViewTest {
  @TempDir Path temporary;
  private MergedView view;

  @BeforeEach
  void stackTwoLayers() throws IOException {
    Layers.Blob lower =
        Layers.write(
            List.of(
                Layers.symlink("bin", "usr/bin"),
                Layers.file("etc/passwd", "root"),
                Layers.file("gone/x", ""),
                Layers.file("opaque/old", ""),
                LayerItem.of(Entry.directory("tmp", Attributes.ofMode(01777))),
                Layers.file("usr/bin/sh", "old"),
                Layers.symlink("usr/bin/loop", "loop"),
                Layers.file("usr/bin.d/x", "")));
    Layers.Blob upper =
        Layers.write(
            List.of(
                LayerItem.of(Entry.whiteout("gone")),
                Layers.file("etc/group", "wheel"),
                LayerItem.of(Entry.directory("opaque", Attributes.ofMode(0700)).asOpaque()),
                Layers.file("opaque/new", ""),
                Layers.file("tmp/f", ""),
                Layers.file("usr/bin/sh", "new"),
                Layers.symlink("usr/up", "../../etc")));
    view =
        MergedView.of(List.of(lower.viewLayer(temporary.resolve("lower"), Layers.owners())))
            .plus(upper.viewLayer(temporary.resolve("upper"), Layers.owners()));
  }

  @Test
  void whatAnUpperLayerRemovedIsGone() {
    assertThat(view.lookup("gone")).isEmpty();
    assertThat(view.lookup("gone/x")).isEmpty();
    assertThat(view.lookup("opaque/old")).isEmpty();
    assertThat(names("opaque")).containsExactly("new");
    assertThat(names("")).containsExactly("bin", "etc", "opaque", "tmp", "usr");
  }

  @Test
  void directoriesOfBothLayersAreOne() throws IOException {
    assertThat(names("etc")).containsExactly("group", "passwd");
    assertThat(view.open("usr/bin/sh")).hasContent("new");
    assertThat(view.open("/etc/passwd")).hasContent("root");
    List<String> walked = new ArrayList<>();
    view.walk("usr", entry -> walked.add(entry.path()));
    assertThat(walked)
        .containsExactly(
            "usr", "usr/bin", "usr/bin/loop", "usr/bin/sh", "usr/bin.d", "usr/bin.d/x", "usr/up");
  }

  @Test
  void aDirectoryWithoutAnEntryKeepsTheAttributesFromBelow() {
    assertThat(view.lookup("tmp").orElseThrow().attributes().mode()).isEqualTo(01777);
    assertThat(view.maskedDirectories())
        .containsExactly(Entry.directory("tmp", Attributes.ofMode(01777)));
  }

  @Test
  void symbolicLinksAreFollowedInsideTheRoot() {
    assertThat(view.resolve("bin/sh", true).path()).isEqualTo("usr/bin/sh");
    assertThat(view.resolve("/usr/up/passwd", true).path()).isEqualTo("etc/passwd");
    assertThat(view.resolve("/../../usr/up/../tmp", true).path()).isEqualTo("tmp");
    assertThat(view.resolve("bin", false).path()).isEqualTo("bin");
    assertThat(view.resolve("bin", true).path()).isEqualTo("usr/bin");
    assertThat(view.lookup("bin/sh")).isEmpty();
  }

  @Test
  void whatDoesNotExistIsToldApart() {
    assertThat(view.resolve("bin/a/../b/c", true))
        .isEqualTo(new Resolved("usr/bin/b/c", Optional.empty(), "usr/bin", "b/c"));
    assertThat(view.resolve("etc/passwd/x", true).existing()).isEqualTo("etc/passwd");
    assertThat(view.resolve("nope/../etc", true).path()).isEqualTo("etc");
  }

  @Test
  void aCircleOfLinksIsAnError() {
    assertThatThrownBy(() -> view.resolve("usr/bin/loop", true))
        .isInstanceOf(LayerException.class)
        .hasMessage("too many levels of symbolic links in /usr/bin/loop");
    assertThat(view.resolve("usr/bin/loop", false).entry()).isPresent();
  }

  private List<String> names(String directory) {
    return view.children(directory).stream().map(Entry::name).toList();
  }
}
