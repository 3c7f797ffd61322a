// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.DataSource;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.LayerItem;
import dev.jbuild.layer.LayerOptions;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.ContainerConfig;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.ImageLayout;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.Reference;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageArchiveTest {
  private static final List<Reference> NAMES =
      List.of(Reference.parse("app:1"), Reference.parse("host:5000/team/app:2"));

  @TempDir Path temporary;
  private WorkDirectory work;
  private List<LayerBlob> layers;
  private ImageAssembler.Assembled image;
  private ImageArchive archive;

  @BeforeEach
  void buildImage() throws IOException {
    StorageRoot root = new StorageRoot(temporary.resolve("root"));
    work = WorkDirectory.create(root.work());
    BlobFetcher fetcher =
        new BlobFetcher(
            root.store().blobs(),
            new BlobOrigins(root.origins()),
            () -> {
              throw new AssertionError("no registry is needed");
            },
            Runnable::run,
            root.locks());
    LayerStore store = new LayerStore(root, Ids.ofThisProcess(), fetcher, work);
    LayerBlob one = store.write(List.of(file("a")), LayerOptions.of(Compression.ZSTD));
    LayerBlob two = store.write(List.of(file("b")), LayerOptions.of(Compression.GZIP));
    layers = List.of(one, two, one);
    image =
        ImageAssembler.assemble(
            new ImageAssembler.Parts(
                Platform.LINUX_AMD64,
                Optional.empty(),
                Optional.empty(),
                ContainerConfig.EMPTY,
                List.of(),
                layers,
                Map.of()));
    archive = new ImageArchive(fetcher, work);
  }

  @AfterEach
  void removeWork() throws IOException {
    work.close();
  }

  private static LayerItem file(String name) {
    byte[] data = name.getBytes(StandardCharsets.UTF_8);
    return new LayerItem(
        Entry.file(name, Attributes.ofMode(0644), data.length), DataSource.of(data));
  }

  private static Map<String, byte[]> read(byte[] tar) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.isFile()) {
          files.put(entry.getName(), in.readAllBytes());
        }
      }
    }
    return files;
  }

  private static byte[] tar(ArchiveEntries entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    entries.writeTar(out);
    return out.toByteArray();
  }

  @Test
  void anOciLayoutHasTheImageUnderAllItsNames() throws IOException {
    Path directory = temporary.resolve("layout");

    archive.ociLayout(image, layers, NAMES).writeDirectory(directory);

    ImageLayout layout = new ImageLayout(directory);
    assertThat(layout.index().manifests())
        .extracting(m -> m.annotations().get("io.containerd.image.name"))
        .containsExactly("docker.io/library/app:1", "host:5000/team/app:2");
    assertThat(layout.find("2").map(Descriptor::digest))
        .contains(image.manifest().descriptor().digest());
    assertThat(layout.blobs().read(image.manifest().descriptor().digest()))
        .isEqualTo(image.manifest().data());
    for (LayerBlob layer : layers) {
      assertThat(layout.blobs().contains(layer.descriptor().digest())).isTrue();
    }
  }

  @Test
  void anOciLayoutCanBeWrittenOverAnOlderOne() throws IOException {
    Path directory = temporary.resolve("layout");

    archive.ociLayout(image, layers, NAMES).writeDirectory(directory);
    archive.ociLayout(image, layers, List.of()).writeDirectory(directory);

    assertThat(new ImageLayout(directory).index().manifests()).hasSize(1);
  }

  @Test
  void archivesOfOneImageAreTheSameBytes() throws IOException {
    assertThat(tar(archive.ociLayout(image, layers, NAMES)))
        .isEqualTo(tar(archive.ociLayout(image, layers, NAMES)));
  }

  @Test
  void aDockerArchiveHasUncompressedLayersAndShortNames() throws IOException {
    Map<String, byte[]> files = read(tar(archive.dockerArchive(image, layers, NAMES)));

    JsonNode manifest =
        Json.parseObject(
            new String(Objects.requireNonNull(files.get("manifest.json")), StandardCharsets.UTF_8)
                .replaceAll("^\\[|\\]$", "")
                .getBytes(StandardCharsets.UTF_8),
            "manifest.json");
    assertThat(manifest.path("RepoTags").toString())
        .isEqualTo("[\"app:1\",\"host:5000/team/app:2\"]");
    assertThat(manifest.path("Layers")).hasSize(3);
    String first = manifest.path("Layers").path(0).asText();
    assertThat(read(Objects.requireNonNull(files.get(first)))).containsOnlyKeys("a");
    assertThat(files.get(manifest.path("Config").asText())).isEqualTo(image.config().data());
  }

  @Test
  void skopeoReadsBothKindsOfArchive() throws Exception {
    requireSkopeo();
    Path oci = temporary.resolve("oci.tar");
    Path docker = temporary.resolve("docker.tar");
    OutputFile.write(oci, archive.ociLayout(image, layers, NAMES.subList(0, 1))::writeTar);
    OutputFile.write(docker, archive.dockerArchive(image, layers, NAMES)::writeTar);

    assertThat(skopeo("copy", "oci-archive:" + oci, "dir:" + temporary.resolve("one"))).isZero();
    assertThat(
            skopeo(
                "copy", "docker-archive:" + docker + ":app:1", "dir:" + temporary.resolve("two")))
        .isZero();
    assertThat(temporary.resolve("one/" + image.config().descriptor().digest().hex()))
        .hasBinaryContent(image.config().data());
    assertThat(temporary.resolve("two/" + image.config().descriptor().digest().hex()))
        .hasBinaryContent(image.config().data());
  }

  private int skopeo(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static void requireSkopeo() {
    boolean installed = Files.isExecutable(Path.of("/usr/bin/skopeo"));
    if ("1".equals(System.getenv("JBUILD_MUST_WORK"))) {
      assertThat(installed).as("skopeo is installed").isTrue();
    }
    Assumptions.assumeTrue(installed, "skopeo is not installed");
  }
}
