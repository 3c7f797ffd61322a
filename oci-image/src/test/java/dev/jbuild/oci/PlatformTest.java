// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlatformTest {
  private static final Digest DIGEST = Digest.ofData(new byte[0]);

  @ParameterizedTest
  @CsvSource({
    "linux/x86_64, linux/amd64",
    "linux/aarch64, linux/arm64",
    "linux/arm64/v8, linux/arm64",
    "linux/armhf, linux/arm/v7",
    "linux/arm/6, linux/arm/v6",
    "linux/arm, linux/arm/v7",
    "arm64, linux/arm64",
    "Linux/AMD64, linux/amd64",
    "linux/i386, linux/386"
  })
  void namesAreNormalised(String text, String normalised) {
    assertThat(Platform.parse(text)).hasToString(normalised);
  }

  @Test
  void refusesWhatIsNoPlatform() {
    assertThatThrownBy(() -> Platform.parse("linux/amd64/v1/x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("platform \"linux/amd64/v1/x\" is not of the form os/architecture[/variant]");
  }

  @Test
  void anIndexOffersTheExactVariantBeforeOneThatOnlyServes() {
    Descriptor plain = manifest("linux/arm64", 1);
    Descriptor v9 = manifest("linux/arm64/v9", 2);
    Index index = new Index(MediaType.OCI_INDEX, List.of(plain, v9), Map.of());

    assertThat(index.select(Platform.parse("linux/arm64/v9"))).contains(v9);
    assertThat(index.select(Platform.parse("linux/arm64"))).contains(plain);
    assertThat(index.select(Platform.parse("linux/amd64"))).isEmpty();
  }

  private static Descriptor manifest(String platform, int sizeBytes) {
    return new Descriptor(
        MediaType.OCI_MANIFEST, DIGEST, sizeBytes, Optional.of(Platform.parse(platform)), Map.of());
  }
}
