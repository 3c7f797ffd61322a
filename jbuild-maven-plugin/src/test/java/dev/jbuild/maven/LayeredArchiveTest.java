// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LayeredArchiveTest {
  @TempDir Path dir;
  private final Map<String, String> entries = new LinkedHashMap<>();

  private LayeredArchive archive() throws IOException {
    Path file = dir.resolve("a.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return new LayeredArchive(file);
  }

  private void boot() {
    entries.put("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMain-Class: o.Launcher\n");
    entries.put("org/springframework/boot/loader/L.class", "");
    entries.put("BOOT-INF/classes/A.class", "");
    entries.put("BOOT-INF/lib/a-1.jar", "");
    entries.put("BOOT-INF/lib/b-1-SNAPSHOT.jar", "");
  }

  @Test
  void splitsByTheIndexOfTheJar() throws Exception {
    boot();
    entries.put(
        "BOOT-INF/layers.idx",
        """
        - "libs":
          - "BOOT-INF/lib/a-1.jar"
        - "mine":
          - "BOOT-INF/lib/"
          - "org/"
        - "none":
        - "application":
          - "BOOT-INF/classes/"
        """);

    try (LayeredArchive archive = archive()) {
      assertThat(archive.bootLayers()).containsExactly("libs", "mine", "none", "application");
      assertThat(archive.bootFiles().keySet())
          .containsExactlyInAnyOrder(
              "libs/BOOT-INF/lib/a-1.jar",
              "mine/BOOT-INF/lib/b-1-SNAPSHOT.jar",
              "mine/org/springframework/boot/loader/L.class",
              "application/BOOT-INF/classes/A.class",
              "application/BOOT-INF/layers.idx",
              "application/META-INF/MANIFEST.MF");
      assertThat(archive.mainClass()).contains("o.Launcher");
    }
  }

  @Test
  void splitsAsSpringBootDoesWithoutAnIndex() throws Exception {
    boot();

    try (LayeredArchive archive = archive()) {
      assertThat(archive.bootLayers()).containsExactlyElementsOf(LayeredArchive.BOOT_LAYERS);
      assertThat(archive.bootFiles().keySet())
          .containsExactlyInAnyOrder(
              "dependencies/BOOT-INF/lib/a-1.jar",
              "snapshot-dependencies/BOOT-INF/lib/b-1-SNAPSHOT.jar",
              "spring-boot-loader/org/springframework/boot/loader/L.class",
              "application/BOOT-INF/classes/A.class",
              "application/META-INF/MANIFEST.MF");
    }
  }

  @Test
  void splitsAWar() throws Exception {
    entries.put("index.html", "");
    entries.put("WEB-INF/web.xml", "");
    entries.put("WEB-INF/classes/A.class", "");
    entries.put("WEB-INF/classes/a.properties", "");
    entries.put("WEB-INF/lib/a-1.jar", "");
    entries.put("WEB-INF/lib/b-1-SNAPSHOT.jar", "");

    try (LayeredArchive archive = archive()) {
      assertThat(archive.warFiles().keySet())
          .containsExactlyInAnyOrder(
              "resources/index.html",
              "resources/WEB-INF/web.xml",
              "classes/WEB-INF/classes/A.class",
              "resources/WEB-INF/classes/a.properties",
              "dependencies/WEB-INF/lib/a-1.jar",
              "snapshot-dependencies/WEB-INF/lib/b-1-SNAPSHOT.jar");
    }
  }

  @Test
  void leavesNothingOutsideOfItself() throws Exception {
    entries.put("WEB-INF/../../evil", "");

    try (LayeredArchive archive = archive()) {
      assertThatThrownBy(archive::warFiles)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("outside of it: WEB-INF/../../evil");
    }
  }
}
