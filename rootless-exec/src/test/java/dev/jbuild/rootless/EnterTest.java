// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in its place in a distribution. */
class EnterTest {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir Path home;
  private Path launcher;

  @BeforeEach
  void makeDistribution() throws IOException {
    Path lib = Files.createDirectories(home.resolve("lib"));
    Path bin = Files.createDirectories(home.resolve("bin"));
    launcher = Files.copy(Path.of("target/jbuild-launcher"), bin.resolve("jbuild"));
    Files.createSymbolicLink(lib.resolve("classes"), Path.of("target/classes").toAbsolutePath());
    Files.createSymbolicLink(lib.resolve("tests"), Path.of("target/test-classes").toAbsolutePath());
    Files.writeString(
        lib.resolve("jvm.options"),
        "# options\n-Xshare:auto\n-cp @LIB@/classes:@LIB@/tests\n"
            + VerdictMain.class.getName()
            + "\n");
  }

  @Test
  void startsTheMainClassWithTheArguments() throws Exception {
    String output =
        run(Map.of("JBUILD_JAVA", JAVA.toString(), "HOME", "/the/home"), "a b", "", "--run", "c");

    assertThat(output).contains("args a b,,--run,c").contains("user.home /the/home");
  }

  @Test
  void fileNamesAreUtf8WhateverTheLocale() throws Exception {
    Map<String, String> none = Map.of("JAVA_HOME", System.getProperty("java.home"));
    Map<String, String> missing =
        Map.of("JAVA_HOME", System.getProperty("java.home"), "LC_ALL", "xx_XX.UTF-8");

    assertThat(run(none)).contains("sun.jnu.encoding UTF-8").contains("LC_ALL Optional[]");
    assertThat(run(missing))
        .contains("sun.jnu.encoding UTF-8")
        .contains("LC_ALL Optional[xx_XX.UTF-8]");
  }

  @Test
  void utf8LocaleIsLeftAlone() throws Exception {
    Map<String, String> environment = Map.of("JBUILD_JAVA", JAVA.toString(), "LC_ALL", "C.UTF-8");

    assertThat(run(environment))
        .contains("sun.jnu.encoding UTF-8")
        .contains("LC_ALL Optional.empty");
  }

  @Test
  void optionsOfTheUserGoToTheJvm() throws Exception {
    Map<String, String> environment =
        Map.of("JBUILD_JAVA", JAVA.toString(), "JBUILD_JAVA_OPTIONS", " -Xmx64m -Duser.home=/x ");

    assertThat(run(environment)).contains("user.home /x");
  }

  @Test
  void missingJavaIsAnErrorThatNamesWhatWasTried() throws Exception {
    assertThat(run(Map.of("PATH", "/nowhere", "JAVA_HOME", "/no")))
        .isEqualTo(
            "jbuild: cannot find Java: tried $JBUILD_JAVA (not set), $JAVA_HOME/bin/java"
                + " (/no/bin/java), java in PATH (/nowhere): install Java 17 or later, or set"
                + " JBUILD_JAVA\n");
    assertThat(run(Map.of("JBUILD_JAVA", "/no/java")))
        .isEqualTo("jbuild: cannot find Java: $JBUILD_JAVA is \"/no/java\", which is no program\n");
  }

  @Test
  void launcherOutsideOfADistributionSaysSo() throws Exception {
    Files.delete(home.resolve("lib/jvm.options"));

    assertThat(run(Map.of()))
        .isEqualTo(
            "jbuild: cannot read "
                + home.toRealPath()
                + "/lib/jvm.options: No such file or directory: the"
                + " launcher belongs into bin/ of a jbuild distribution\n");
  }

  private String run(Map<String, String> environment, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
