// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ManifestTest {
  private static final Descriptor CONFIG =
      Descriptor.ofData(MediaType.OCI_CONFIG, "{}".getBytes(StandardCharsets.UTF_8));
  private static final Descriptor LAYER =
      Descriptor.ofData(MediaType.ociLayer(Compression.ZSTD), new byte[] {1});

  @Test
  void parsesWhatItWrites() {
    Manifest manifest =
        new Manifest(MediaType.OCI_MANIFEST, CONFIG, List.of(LAYER), Map.of("b", "2", "a", "1"));

    assertThat(Manifest.parse(manifest.toBytes())).isEqualTo(manifest);
    assertThat(Manifest.mediaTypeOf(manifest.toBytes())).isEqualTo(MediaType.OCI_MANIFEST);
  }

  @Test
  void namesWhatIsMissing() {
    assertThatThrownBy(
            () -> Manifest.parse("{\"schemaVersion\":1}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(OciException.class)
        .hasMessage("image manifest has schemaVersion 1, only 2 is known");
    assertThatThrownBy(
            () ->
                Manifest.parse(
                    "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"x\"},\"layers\":[]}"
                        .getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(OciException.class)
        .hasMessage("missing field \"digest\"");
  }

  @Test
  void refusesNegativeSizes() {
    byte[] bytes =
        new String(
                new Manifest(MediaType.OCI_MANIFEST, CONFIG, List.of(), Map.of()).toBytes(),
                StandardCharsets.UTF_8)
            .replace("\"size\":2", "\"size\":-2")
            .getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> Manifest.parse(bytes))
        .isInstanceOf(OciException.class)
        .hasMessage("field \"size\" is not a size: -2");
  }

  @Test
  void dockersLayerTypesHaveOciNames() {
    assertThat(MediaType.toOci(MediaType.DOCKER_LAYER_GZIP))
        .isEqualTo(MediaType.ociLayer(Compression.GZIP));
    assertThat(MediaType.toOci(MediaType.DOCKER_LAYER)).isEqualTo(MediaType.OCI_LAYER);
    assertThat(MediaType.toOci("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"))
        .isEqualTo("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip");
    assertThatThrownBy(() -> MediaType.compressionOf(MediaType.OCI_CONFIG))
        .isInstanceOf(OciException.class)
        .hasMessage("not the media type of a layer: " + MediaType.OCI_CONFIG);
  }
}
