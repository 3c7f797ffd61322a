// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a test needs of its host: without it the test is skipped with the reason, but fails where
 * {@code JBUILD_MUST_WORK=1} says that everything is there.
 */
final class MustWork {
  private MustWork() {}

  static void assume(boolean condition, String reason) {
    if (condition) {
      return;
    }
    if ("1".equals(System.getenv("JBUILD_MUST_WORK"))) {
      fail("this host must be able to run every test: " + reason);
    }
    abort(reason);
  }

  static void assumeTools(String... names) {
    for (String name : names) {
      assume(isOnPath(name), name + " is not installed");
    }
  }

  static void assumeRoot() {
    assume(Account.currentUid() == 0, "only root can do this");
  }

  static boolean isOnPath(String name) {
    for (String directory : Command.PATH.split(":", -1)) {
      if (Files.isExecutable(Path.of(directory, name))) {
        return true;
      }
    }
    return false;
  }
}
