// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import java.util.List;

/** Flags that help shows together. */
record FlagGroup(String title, List<Flag> flags) {
  static FlagGroup of(String title, Flag... flags) {
    return new FlagGroup(title, List.of(flags));
  }
}
