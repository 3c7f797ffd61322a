// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.oci.Digest;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReferenceTest {
  private static final Digest DIGEST = Digest.ofData(new byte[0]);

  @Test
  void shortNameGetsDockersDefaults() {
    Reference reference = Reference.parse("app");

    assertThat(reference).hasToString("docker.io/library/app:latest");
    assertThat(reference.familiar()).isEqualTo("app:latest");
  }

  @Test
  void digestStandsWithoutDefaultTag() {
    Reference reference = Reference.parse("user/app@" + DIGEST);

    assertThat(reference.tag()).isEmpty();
    assertThat(reference).hasToString("docker.io/user/app@" + DIGEST);
  }

  @Test
  void tagAndDigestCanBeExchanged() {
    Reference reference = Reference.parse("127.0.0.1:5000/a/b:1");

    assertThat(reference.withTag("2")).hasToString("127.0.0.1:5000/a/b:2");
    assertThat(reference.withDigest(DIGEST)).hasToString("127.0.0.1:5000/a/b:1@" + DIGEST);
    assertThat(reference.withDigest(DIGEST).withoutTag())
        .hasToString("127.0.0.1:5000/a/b@" + DIGEST);
  }

  @Test
  void fullNameIsParsedAsItself() {
    Reference reference = Reference.parse("[::1]:5000/a/b:1");

    assertThat(Reference.parse(reference.toString())).isEqualTo(reference);
    assertThat(reference.registryHost()).isEqualTo("[::1]:5000");
  }

  @Test
  void capitalsAreExplained() {
    assertThatThrownBy(() -> Reference.parse("user/App:1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bad image reference \"user/App:1\": the repository name must be in lower case");
  }

  @Test
  void badTagIsNamed() {
    assertThatThrownBy(() -> Reference.parse("app:a b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad image reference \"app:a b\": \"a b\" is not a tag");
  }

  @Test
  void otherDigestsThanSha256AreRefused() {
    assertThatThrownBy(() -> Reference.parse("app@md5:d41d8cd98f00b204e9800998ecf8427e"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bad image reference \"app@md5:d41d8cd98f00b204e9800998ecf8427e\":"
                + " not a sha256 digest: md5:d41d8cd98f00b204e9800998ecf8427e");
  }

  @Test
  void constructorRefusesWhatParseRefuses() {
    assertThatThrownBy(() -> new Reference("a b", "app", Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad image reference \"a b/app\": \"a b\" is not a registry host");
  }
}
