// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Reads the conformance vectors that lie beside the checkout, where they are. */
final class Vectors {
  private static final Path FOLDER = Path.of("..", "..", "shared", "conformance", "vectors");

  private Vectors() {}

  static List<ObjectNode> read(String file) throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(FOLDER), "no conformance vectors here");
    Path path = FOLDER.resolve(file);
    boolean mustWork = "1".equals(System.getenv("JBUILD_MUST_WORK"));
    Assumptions.assumeTrue(mustWork || Files.exists(path), "no " + file + " here");

    List<ObjectNode> lines =
        Files.readAllLines(path).stream()
            .map(line -> Json.parseObject(line.getBytes(StandardCharsets.UTF_8), file))
            .toList();
    assertThat(lines).isNotEmpty();
    return lines;
  }
}
