// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ImageNameTest {
  @Test
  void addsWhatIsLeftOut() {
    assertThat(ImageName.parse("app"))
        .isEqualTo(new ImageName("docker.io/library/app:latest", "docker.io"));
    assertThat(ImageName.parse("localhost:5000/app:1").registryHost()).isEqualTo("localhost:5000");
  }

  @Test
  void changesTheTag() {
    assertThat(ImageName.parse("localhost:5000/app:1").withTag("2").full())
        .isEqualTo("localhost:5000/app:2");
    assertThatThrownBy(() -> ImageName.parse("app").withTag("a b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"a b\" is not a tag");
  }
}
