// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.util.SplittableRandom;

/** Clients that try everything once, for tests of what one attempt does. */
final class Impatient {
  static final RegistryOptions OPTIONS =
      RegistryOptions.defaults().withRetryPolicy(RetryPolicy.NONE);

  private Impatient() {}

  static Transport transport(HostRules rules) {
    return new Transport(rules, HostSettings.NONE, "test", Time.system(), TimeLimits.DEFAULT);
  }

  static Retries retries() {
    return new Retries(
        RetryPolicy.NONE, Time.system(), new SplittableRandom(1), TransferListener.NONE);
  }
}
