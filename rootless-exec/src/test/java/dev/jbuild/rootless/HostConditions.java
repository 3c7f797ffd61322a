// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a host must have for a test; with JBUILD_MUST_WORK=1 a skip is a failure. */
final class HostConditions {
  private HostConditions() {}

  static void require(boolean met, String reason) {
    if (!met && "1".equals(System.getenv("JBUILD_MUST_WORK"))) {
      fail("JBUILD_MUST_WORK=1, but: " + reason);
    }
    assumeTrue(met, reason);
  }
}
