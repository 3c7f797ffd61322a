// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import java.nio.file.Path;

/** Where a secret's value is; the value itself is read only when it is needed. */
public sealed interface SecretSource {
  /** All that is in a file. */
  record File(Path path) implements SecretSource {}

  /** The value of an environment variable of jbuild. */
  record Variable(String name) implements SecretSource {}
}
