// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.InputStream;

/** Standard input as it was given, be it a file, a pipe or a terminal. */
final class StandardInput {
  private StandardInput() {}

  static InputStream open() {
    // FileInputStream itself asks for the size of what it is to read whole, which a pipe refuses.
    return new BufferedInputStream(new FileInputStream(FileDescriptor.in));
  }
}
