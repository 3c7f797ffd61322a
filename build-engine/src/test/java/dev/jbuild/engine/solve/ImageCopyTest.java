// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.engine.BuildException;
import dev.jbuild.oci.BlobStore;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.ImageLayout;
import dev.jbuild.oci.Index;
import dev.jbuild.oci.Manifest;
import dev.jbuild.oci.MediaType;
import dev.jbuild.oci.OciException;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.RegistryClient;
import dev.jbuild.registry.RegistryOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link ImageCopy} between layouts, directories and a registry. */
final class ImageCopyTest {
  @TempDir private Path directory;

  private LayoutImage layout(String name) {
    return new LayoutImage(new ImageLayout(directory.resolve(name)), Optional.of("1"), name);
  }

  private static Descriptor image(LayoutImage layout, String text) throws IOException {
    BlobStore blobs = layout.layout().blobs();
    byte[] config = ("{\"config\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
    byte[] layer = ("layer " + text).getBytes(StandardCharsets.UTF_8);
    blobs.put(config);
    blobs.put(layer);
    Manifest manifest =
        new Manifest(
            MediaType.OCI_MANIFEST,
            Descriptor.ofData(MediaType.OCI_CONFIG, config),
            List.of(Descriptor.ofData(MediaType.OCI_LAYER, layer)),
            Map.of());
    blobs.put(manifest.toBytes());
    return Descriptor.ofData(MediaType.OCI_MANIFEST, manifest.toBytes());
  }

  private static Descriptor index(LayoutImage layout, Descriptor... images) throws IOException {
    byte[] data = new Index(MediaType.OCI_INDEX, List.of(images), Map.of()).toBytes();
    layout.layout().blobs().put(data);
    return Descriptor.ofData(MediaType.OCI_INDEX, data);
  }

  private LayoutImage nested() throws IOException {
    LayoutImage source = layout("source");
    Descriptor arm = image(source, "arm").withPlatform(Platform.parse("linux/arm64"));
    Descriptor amd = image(source, "amd").withPlatform(Platform.parse("linux/amd64"));
    Descriptor top = index(source, amd, index(source, arm));
    source.layout().tag("1", top);
    return source;
  }

  @Test
  void indexesInIndexesAreCopiedWithAllTheirImages() throws IOException {
    LayoutImage source = nested();
    LayoutImage target = layout("target");
    try (SmallRegistry registry = new SmallRegistry();
        RegistryClient client = new RegistryClient(RegistryOptions.defaults())) {
      RegistryImage there = new RegistryImage(client, registry.reference("app:1"));
      DirectoryImage beside = new DirectoryImage(directory.resolve("dir"));

      Descriptor copied = new ImageCopy(source, there).copy(Optional.empty());
      new ImageCopy(there, beside).copy(Optional.empty());
      new ImageCopy(beside, target).copy(Optional.empty());

      assertThat(registry.requests()).contains("GET app/blobs/" + lastBlob(source));
      assertThat(target.top().descriptor()).isEqualTo(copied);
      assertThat(target.top().data()).isEqualTo(source.top().data());
    }
  }

  /** The layer of the image that is named last. */
  private static String lastBlob(LayoutImage source) throws IOException {
    Index top = Index.parse(source.top().data());
    Index inner = Index.parse(source.manifest(top.manifests().get(1)));
    Manifest last = Manifest.parse(source.manifest(inner.manifests().get(0)));
    return last.layers().get(0).digest().toString();
  }

  @Test
  void onlyTheImageOfAPlatformIsCopiedIfThatIsWanted() throws IOException {
    LayoutImage source = nested();
    LayoutImage target = layout("target");

    Descriptor copied = new ImageCopy(source, target).copy(Optional.of(Platform.LINUX_AMD64));

    assertThat(copied.mediaType()).isEqualTo(MediaType.OCI_MANIFEST);
    assertThat(target.top().descriptor().digest()).isEqualTo(copied.digest());
    assertThatThrownBy(
            () -> new ImageCopy(source, target).copy(Optional.of(Platform.parse("linux/s390x"))))
        .isInstanceOf(OciException.class)
        .hasMessage("the index has no image for linux/s390x");
  }

  @Test
  void damagedBlobIsNotTakenOver() throws IOException {
    LayoutImage source = layout("source");
    Descriptor image = image(source, "x");
    source.layout().tag("1", image);
    Descriptor layer = Manifest.parse(source.top().data()).layers().get(0);
    Files.writeString(source.layout().blobs().path(layer.digest()), "damaged");
    LayoutImage target = layout("target");

    assertThatThrownBy(() -> new ImageCopy(source, target).copy(Optional.empty()))
        .isInstanceOf(OciException.class)
        .hasMessageContaining("expected " + layer.digest());
    assertThat(target.layout().blobs().contains(layer.digest())).isFalse();
    assertThat(target.layout().index().manifests()).isEmpty();
  }

  @Test
  void placesAreSpeltAsSkopeoSpellsThem() {
    assertThat(ImagePlace.parse("oci:/a/b:1"))
        .isEqualTo(new ImagePlace.Layout(Path.of("/a/b"), Optional.of("1")));
    assertThat(ImagePlace.parse("dir:/a")).isEqualTo(new ImagePlace.Directory(Path.of("/a")));
    assertThat(ImagePlace.parse("app:1")).isInstanceOf(ImagePlace.Store.class);
    assertThat(ImagePlace.parse("docker://127.0.0.1:5000/a:1"))
        .isInstanceOf(ImagePlace.Registry.class);
    assertThatThrownBy(() -> ImagePlace.parse("docker-daemon:app:1"))
        .isInstanceOf(BuildException.class)
        .hasMessage("transport docker-daemon of docker-daemon:app:1 is not supported");
  }
}
