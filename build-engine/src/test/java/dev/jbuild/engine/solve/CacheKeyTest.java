// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.oci.Digest;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CacheKeyTest {
  private static CacheKey key() {
    return CacheKey.of("test");
  }

  @Test
  void theSamePartsMakeTheSameKey() {
    assertThat(key().with("a", "b").with("n", 1).digest())
        .isEqualTo(key().with("a", "b").with("n", 1).digest());
  }

  @Test
  void partsNeverRunTogether() {
    Set<Digest> digests = new HashSet<>();

    digests.add(key().with("a", "bc").digest());
    digests.add(key().with("ab", "c").digest());
    digests.add(key().with("a", "b").with("c", "").digest());
    digests.add(key().with("a", List.of("b", "c")).digest());
    digests.add(key().with("a", List.of("bc")).digest());
    digests.add(key().with("a", List.of("b")).with("a", List.of("c")).digest());
    digests.add(key().with("a", List.of()).with("a", List.of("b", "c")).digest());
    digests.add(key().with("a", Map.of("b", "c")).digest());
    digests.add(CacheKey.of("other").with("a", "bc").digest());

    assertThat(digests).hasSize(9);
  }

  @Test
  void theOrderOfPartsCounts() {
    Map<String, String> forth = new LinkedHashMap<>();
    forth.put("a", "1");
    forth.put("b", "2");
    Map<String, String> back = new LinkedHashMap<>();
    back.put("b", "2");
    back.put("a", "1");

    assertThat(key().with("env", forth).digest()).isNotEqualTo(key().with("env", back).digest());
  }

  @Test
  void namesThatAreNotUtf8AreToldApart() {
    assertThat(key().with("path", "n\uDCFF").digest())
        .isNotEqualTo(key().with("path", "n\uDCFE").digest());
  }
}
