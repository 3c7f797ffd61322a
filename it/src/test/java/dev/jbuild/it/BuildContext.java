// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory with a Dockerfile and what it copies. */
record BuildContext(Path directory) {

  /** Writes the Dockerfile. */
  BuildContext dockerfile(String text) throws IOException {
    return file("Dockerfile", text);
  }

  /** Writes a file with mode 0644, its directories with 0755. */
  BuildContext file(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Lab.setMode(file, "rw-r--r--");
    for (Path p = file.getParent(); !p.equals(directory); p = p.getParent()) {
      Lab.setMode(p, "rwxr-xr-x");
    }
    return this;
  }

  /** Copies a directory of the checkout into it, readable by everyone. */
  BuildContext copyOf(Path source) throws IOException {
    Command.of("cp", "-a", source + "/.", directory.toString()).run().ok();
    Command.of("chmod", "-R", "u=rwX,go=rX", directory.toString()).run().ok();
    return this;
  }

  Path resolve(String name) {
    return directory.resolve(name);
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
