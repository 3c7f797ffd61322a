// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The supervisor's table of system calls. */
class SupervisorTableTest {
  private static final Pattern ROW = Pattern.compile("\\bROW\\((\\w+)[,)]");

  @Test
  void everyRowHasATest() throws IOException {
    assertThat(rows("src/test/c/rows.c")).isEqualTo(rows("src/main/c/supervise/table.c"));
  }

  private static Set<String> rows(String file) throws IOException {
    return ROW.matcher(Files.readString(Path.of(file)))
        .results()
        .map((MatchResult result) -> result.group(1))
        .filter(name -> !name.equals("call"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
