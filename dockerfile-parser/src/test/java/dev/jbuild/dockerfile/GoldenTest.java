// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A case is a folder: a Dockerfile and what has to come of it. */
class GoldenTest {
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final boolean UPDATE = System.getProperty("golden.update") != null;

  @TestFactory
  Stream<DynamicTest> readsDockerfiles() throws IOException {
    return cases(
        "dockerfiles",
        folder -> {
          Dockerfile dockerfile = Dockerfile.parse(source(folder));
          StringBuilder out = new StringBuilder(Dump.of(dockerfile));
          dockerfile.warnings().forEach(w -> out.append(w.render()).append('\n'));
          check(folder.resolve("expected"), out.toString());
        });
  }

  @TestFactory
  Stream<DynamicTest> explainsErrors() throws IOException {
    return cases(
        "errors",
        folder -> {
          Source source = source(folder);
          DockerfileException error =
              catchThrowableOfType(DockerfileException.class, () -> Dockerfile.parse(source));
          assertThat(error).isNotNull();
          check(folder.resolve("message"), error.getMessage() + "\n");
        });
  }

  private interface Case {
    void run(Path folder) throws IOException;
  }

  private static Stream<DynamicTest> cases(String kind, Case test) throws IOException {
    try (Stream<Path> folders = Files.list(RESOURCES.resolve(kind))) {
      return folders
          .sorted()
          .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> test.run(f)))
          .toList()
          .stream();
    }
  }

  private static Source source(Path folder) throws IOException {
    return Source.decode("Dockerfile", Files.readAllBytes(folder.resolve("Dockerfile")));
  }

  private static void check(Path golden, String actual) throws IOException {
    if (UPDATE) {
      Files.writeString(golden, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(golden));
  }
}
