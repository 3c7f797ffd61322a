// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.util.OptionalLong;

/**
 * A directory in memory, empty, of mode 1777, that ends with the container.
 *
 * @param maxBytes the most that it holds; absent: half of the memory
 */
public record TmpfsMount(OptionalLong maxBytes, String target, boolean readOnly) implements Mount {
  public TmpfsMount {
    Mount.requireTarget("tmpfs", target);
  }
}
