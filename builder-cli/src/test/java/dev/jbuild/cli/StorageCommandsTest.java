// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.engine.PruneResult;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StorageCommandsTest {
  @TempDir Path root;
  private final TestSession session = new TestSession();

  @Test
  void whatIsRemovedIsTold() {
    assertThat(StorageCommands.text(new PruneResult(0, 0, 0, 0, 0, 0))).isEqualTo("freed 0 B");
    assertThat(StorageCommands.text(new PruneResult(1, 2, 3, 1, 0, 1_500_000)))
        .isEqualTo("freed 1.5 MB: 1 name, 2 cached steps, 1 unpacked layer, 3 blobs");
  }

  @Test
  void anEmptyRootTakesNothing() {
    assertThat(session.run("system", "df", "--root", root.toString())).isZero();

    assertThat(session.out().lines())
        .containsExactly(
            "TYPE              COUNT   SIZE   RECLAIMABLE",
            "images            0       0 B    0 B",
            "cached steps      0       0 B    0 B",
            "unpacked layers   0       0 B    0 B",
            "cache mounts      0       0 B    0 B");
  }

  @Test
  void damageIsAFailureUnlessItIsRepaired() throws Exception {
    Path cache = Files.createDirectory(root.resolve("cache"));
    Files.writeString(cache.resolve("a".repeat(64)), "{");

    assertThat(session.run("system", "check", "--root", root.toString())).isEqualTo(5);
    assertThat(session.out()).contains("cache/aaaa").contains("it is no record of a step\n");
    assertThat(session.err())
        .contains("error: 1 problem in the store\n     = hint: jbuild system check --repair");
    assertThat(session.run("system", "check", "--repair", "--root", root.toString())).isZero();
    assertThat(session.out()).contains("(removed)");
  }

  @Test
  void wrongValuesAreNamed() {
    assertThat(session.refusal("prune", "--filter", "label=x"))
        .isEqualTo("error: unknown filter label=x, known is until=TIME");
    assertThat(new TestSession().refusal("prune", "--filter", "until=soon"))
        .isEqualTo("error: flag --filter \"soon\": not a time as in 90s, 1h30m or 7d");
    assertThat(new TestSession().refusal("prune", "--keep-storage", "much"))
        .startsWith("error: flag --keep-storage: \"much\" is no size");
    assertThat(new TestSession().refusal("system")).startsWith("error: system needs a second word");
    assertThat(new TestSession().refusal("tag", "a")).startsWith("error: two names are needed");
  }
}
