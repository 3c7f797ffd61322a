// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.oci.ContainerConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What here-documents become. */
class PlannerHeredocsTest {
  @Test
  void scriptGoesToTheShell() {
    Step.Run run = Plans.run("FROM a\nARG V=1\nRUN <<-EOF\n\techo $V\n\tls\nEOF\n");

    assertThat(run.args()).containsExactly("/bin/sh", "-c", "echo $V\nls\n");
    assertThat(run.script()).isEmpty();
    assertThat(run.origin().displayName()).isEqualTo("[2/2] RUN <<-EOF (echo $V...)");
    assertThat(run.origin().createdBy()).hasToString("RUN |1 V=1 /bin/sh -c echo $V\nls\n");
  }

  @Test
  void scriptOfAnotherInterpreterIsAFile() {
    Step.Run run = Plans.run("FROM a\nRUN <<-EOF\n\t#!/usr/bin/awk -f\n\tBEGIN {}\nEOF\n");

    assertThat(run.args()).containsExactly("/bin/sh", "-c", "/dev/pipes/EOF");
    assertThat(run.script()).contains(new InlineFile("EOF", "#!/usr/bin/awk -f\nBEGIN {}\n"));
    assertThat(run.origin().displayName()).isEqualTo("[2/2] RUN <<-EOF (#!/usr/bin/awk -f...)");
  }

  @Test
  void nameOfAScriptMeansNothingToTheShell() {
    Step.Run run = Plans.run("FROM a\nRUN <<'$(id) x'\n#!/bin/sh\n$(id) x\n");

    assertThat(run.args()).endsWith("/dev/pipes/script");
    assertThat(run.script().orElseThrow().name()).isEqualTo("script");
  }

  @Test
  void heredocsInACommandAreForTheShell() {
    Step.Run run = Plans.run("FROM a\nRUN <<A cat - 3<<-'B'\na\nA\n\tb\n\tB\n");

    assertThat(run.args()).endsWith("<<A cat - 3<<-'B'\na\nA\n\tb\nB");
    assertThat(run.origin().displayName()).isEqualTo("[2/2] RUN <<A cat - 3<<-'B'");
  }

  @Test
  void filesAreExpandedUnlessTheirNameIsQuoted() {
    Step.Copy copy =
        Plans.copy(
            """
            FROM a
            ENV E=env
            ARG A=arg
            COPY x <<one <<"two" <<-three /d/
            "$E" '${A:-x}' \\$E $none.
            one
            $E
            two
            \t\t$A
            \tthree
            """);

    assertThat(copy.paths()).containsExactly("/x");
    assertThat(copy.inlineFiles())
        .containsExactly(
            new InlineFile("one", "\"env\" 'arg' $E .\n"),
            new InlineFile("two", "$E\n"),
            new InlineFile("three", "arg\n"));
    assertThat(copy.origin().createdBy()).hasToString("COPY x <<one <<two <<three /d/");
  }

  @Test
  void errorsPointIntoTheText() {
    assertThatThrownBy(() -> new Plans().plan("FROM a\nCOPY <<EOF /f\nfine\n  ${x\nEOF\n"))
        .isInstanceOf(DockerfileException.class)
        .hasMessage(
            """
            Dockerfile:4:3: error: syntax error: missing }
               4 |   ${x
                 |   ^~~""");
  }

  @Test
  void nameThatIsNoFileNameIsAnError() {
    assertThatThrownBy(() -> new Plans().plan("FROM a\nADD <<x/.. /f/\nx/..\n"))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("the heredoc's name, which the file gets, is no name of a file");
  }

  @Test
  void scriptThatIsTooLongForTheShellIsAnErrorBeforeItRuns() {
    String lines = "echo é\n".repeat(20_000);

    assertThatThrownBy(() -> new Plans().plan("FROM a\nRUN <<EOF\n" + lines + "EOF\n"))
        .isInstanceOf(DockerfileException.class)
        .hasMessage(
            """
            Dockerfile:2:1: error: the command is longer than the 128 KiB that Linux hands to a program
               2 | RUN <<EOF
                 | ^~~
                 = hint: begin the heredoc with #!/bin/sh: then it is run as a file""");
    assertThat(Plans.run("FROM a\nRUN <<EOF\n#!/bin/sh\n" + lines + "EOF\n").script()).isPresent();
  }

  @Test
  void triggersKeepTheirHeredocs() {
    String dockerfile = "FROM a AS b\nONBUILD COPY <<-EOF /f\n\tx $X\n\tEOF\nFROM b\nENV X=1\n";
    List<String> triggers = new Plans().target("b").plan(dockerfile).target().config().onBuild();
    assertThat(triggers).containsExactly("COPY <<-EOF /f\n\tx $X\nEOF");

    Plans child = new Plans().image("b", ContainerConfig.EMPTY.withOnBuild(triggers));

    assertThat(Plans.copy(child.plan("FROM b\n")).inlineFiles())
        .containsExactly(new InlineFile("EOF", "x \n"));
    assertThat(Plans.copy(dockerfile).inlineFiles()).containsExactly(new InlineFile("EOF", "x \n"));
  }
}
