// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions about a Dockerfile: what is printed, and how the process ends. */
final class CallCommandTest {
  private static final String BAD = "FROM scratch AS Base\nUSER 1\nMAINTAINER me\n";

  @TempDir Path dir;
  private TestSession session = new TestSession();

  private int run(String dockerfile, String... args) throws IOException {
    session = new TestSession();
    session.environment.put("JBUILD_ROOT", dir.resolve("root").toString());
    Files.writeString(dir.resolve("Dockerfile"), dockerfile);
    String[] all = java.util.Arrays.copyOf(args, args.length + 1);
    all[args.length] = dir.toString();
    return session.run(all);
  }

  private JsonNode json() {
    return Json.parseObject(session.out().getBytes(StandardCharsets.UTF_8), "answer");
  }

  @Test
  void aCheckWithoutFindingsEndsWithZero() throws IOException {
    assertThat(run("FROM scratch\nUSER 1\n", "--check")).isZero();
    assertThat(session.out()).isEqualTo("Check complete: nothing found\n");
    assertThat(dir.resolve("root")).doesNotExist();
  }

  @Test
  void aCheckWithWarningsEndsAsWithAWrongDockerfile() throws IOException {
    assertThat(run(BAD, "--check")).isEqualTo(2);
    assertThat(session.out())
        .contains("Dockerfile:1:17: warning: the stage name 'Base' is not in lowercase")
        .endsWith("Check complete: 2 warnings\n");
    assertThat(session.err()).isEqualTo("error: the check has found 2 warnings\n");
    assertThat(session.request).isEmpty();
  }

  @Test
  void notesFailNothing() throws IOException {
    assertThat(run("FROM scratch\n", "check")).isZero();
    assertThat(session.out())
        .contains("note: the image runs as root [RootUser]")
        .endsWith("Check complete: 1 note\n");
  }

  @Test
  void warningsAndAllErrorsAreToldTogether() throws IOException {
    assertThat(run(BAD + "RUNN x\nCOPPY a b\n", "--call=check")).isEqualTo(2);
    assertThat(session.out())
        .contains("[MaintainerDeprecated]", "did you mean RUN?", "did you mean COPY?")
        .endsWith("Check complete: 2 errors, 2 warnings\n");
  }

  @Test
  void allStagesAreCheckedUnlessOneIsNamed() throws IOException {
    String text = "FROM scratch AS a\nENV x y\nFROM scratch AS b\nUSER 1\n";

    assertThat(run(text, "--check")).isEqualTo(2);
    assertThat(run(text, "--check", "--target", "b")).isZero();
  }

  @Test
  void jsonHasTheShapeOfBuildx() throws IOException {
    run(BAD + "EXPOSE 1:x\n", "--call=check,format=json");

    JsonNode warning = json().path("warnings").get(0);
    assertThat(warning.path("ruleName").asText()).isEqualTo("StageNameCasing");
    assertThat(warning.path("detail").asText()).contains("'Base'");
    assertThat(warning.at("/location/ranges/0/start/line").asInt()).isEqualTo(1);
    assertThat(json().at("/sources/0/language").asText()).isEqualTo("Dockerfile");
    assertThat(Base64.getDecoder().decode(json().at("/sources/0/data").asText()))
        .asString(StandardCharsets.UTF_8)
        .startsWith("FROM scratch AS Base");
    assertThat(json().at("/buildError/message").asText()).contains("invalid port");
    assertThat(json().at("/buildError/location/ranges/0/start/line").asInt()).isEqualTo(4);
  }

  @Test
  void errorTrueIsABuildErrorInJson() throws IOException {
    run("# check=error=true\n" + BAD, "--call=check,format=json");

    assertThat(json().at("/buildError/message").asText()).contains("error=true");
  }

  @Test
  void sarifHasRulesAndResults() throws IOException {
    run(BAD, "check", "--format", "sarif");

    JsonNode run = json().at("/runs/0");
    assertThat(json().path("version").asText()).isEqualTo("2.1.0");
    assertThat(run.at("/tool/driver/rules").findValuesAsText("id"))
        .contains("StageNameCasing", "RootUser", "BuildError");
    JsonNode result = run.at("/results/0");
    assertThat(result.path("ruleId").asText()).isEqualTo("StageNameCasing");
    assertThat(result.path("level").asText()).isEqualTo("warning");
    JsonNode region = result.at("/locations/0/physicalLocation/region");
    assertThat(region.path("startLine").asInt()).isEqualTo(1);
    assertThat(region.path("startColumn").asInt()).isEqualTo(17);
    assertThat(region.path("endColumn").asInt()).isEqualTo(21);
  }

  @Test
  void sarifOfTargetsIsInformation() throws IOException {
    String text = "# a builds\nFROM x AS a\nFROM y\n";

    assertThat(run(text, "--call=targets,format=sarif")).isZero();
    JsonNode targets = json().at("/runs/0/results");
    assertThat(targets.findValuesAsText("text"))
        .containsExactly("target a: builds", "target (default)");
    assertThat(targets.at("/0/kind").asText()).isEqualTo("informational");
    assertThat(targets.at("/0/level").asText()).isEqualTo("none");
    assertThat(targets.at("/1/locations/0/physicalLocation/region/startLine").asInt()).isEqualTo(3);
  }

  @Test
  void sarifOfAnOutlineHasItsParts() throws IOException {
    String text = "FROM y\nARG V=1\nRUN --mount=type=secret,id=s,required x\n";

    assertThat(run(text, "--call=outline,format=sarif")).isZero();
    JsonNode parts = json().at("/runs/0/results");
    assertThat(parts.findValuesAsText("text"))
        .containsExactly("build argument V=1", "secret s (required)");
    assertThat(parts.findValuesAsText("ruleId")).containsExactly("BuildArg", "Secret");
  }

  @Test
  void targetsAreListed() throws IOException {
    String text = "# a builds\nFROM x AS a\nFROM y\nFROM --platform=$BUILDPLATFORM a AS c\n";

    assertThat(run(text, "--call=targets")).isZero();
    assertThat(session.out())
        .isEqualTo("TARGET        DESCRIPTION\na             builds\nc (default)\n");
  }

  @Test
  void targetsAsJsonHaveBasesAsWritten() throws IOException {
    run("ARG v\nFROM x:$v AS a\n", "--call", "targets,format=json");

    JsonNode target = json().at("/targets/0");
    assertThat(target.path("name").asText()).isEqualTo("a");
    assertThat(target.path("base").asText()).isEqualTo("x:$v");
    assertThat(target.path("default").asBoolean()).isTrue();
  }

  @Test
  void anOutlineListsArguments() throws IOException {
    String text = "# v the version\nARG v=1\nFROM x:$v AS a\nARG w\n";

    assertThat(run(text, "--call=outline", "--build-arg", "v=2")).isZero();
    assertThat(session.out())
        .isEqualTo(
            """
            TARGET:      a

            BUILD ARG   VALUE   DESCRIPTION
            v           2       the version
            w
            """);
    run(text, "--call=outline,format=json");
    assertThat(json().at("/args/0/description").asText()).isEqualTo("the version");
  }

  @Test
  void callBuildBuilds() throws IOException {
    assertThat(run("FROM scratch\n", "--call=build")).isZero();
    assertThat(session.request).isPresent();
  }

  @Test
  void whatIsNotKnownIsNamed() throws IOException {
    assertThat(run("FROM scratch\n", "--call=chek")).isEqualTo(1);
    assertThat(session.err()).contains("unknown method chek").contains("did you mean check?");
    assertThat(run("FROM scratch\n", "--call=check,format=xml")).isEqualTo(1);
    assertThat(run("FROM scratch\n", "--check", "--call=targets")).isEqualTo(1);
  }
}
