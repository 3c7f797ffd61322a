// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.dockerfile.check.CheckOptions;
import dev.jbuild.dockerfile.check.Finding;
import dev.jbuild.oci.ContainerConfig;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What BuildKit's checks say of Dockerfiles: rules, lines, and the names that a detail has. */
class LintVectorsTest {
  private static final Pattern NAMES =
      Pattern.compile("'([^']+)'|\"([^\"]+)\"|did you mean ([^?]+)");

  /** The lines of its two warnings are not those of its ENV and LABEL, which are 5 and 6. */
  private static final String WRONG_LINES =
      "buildkit dockerfile_check_test.go testLegacyKeyValueFormat#3";

  @TestFactory
  Stream<DynamicTest> warnsInABuildAsBuildKitDoes() throws IOException {
    return tests(false);
  }

  @TestFactory
  Stream<DynamicTest> warnsInACheckAsBuildKitDoes() throws IOException {
    return tests(true);
  }

  private static Stream<DynamicTest> tests(boolean allStages) throws IOException {
    return vectors().stream()
        .map(v -> DynamicTest.dynamicTest(v.path("id").asText(), () -> check(v, allStages)));
  }

  private static List<JsonNode> vectors() throws IOException {
    Path file = Path.of("../../shared/conformance/vectors/lint.jsonl");
    assumeTrue(Files.exists(file), "no file " + file);
    List<JsonNode> vectors = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      vectors.add(Json.parseObject(line.getBytes(StandardCharsets.UTF_8), "vector"));
    }
    return vectors;
  }

  private static void check(JsonNode vector, boolean allStages) {
    Dockerfile.Reading reading =
        Dockerfile.read(Source.of("Dockerfile", vector.path("dockerfile").asText()));
    Dockerfile dockerfile = reading.dockerfile();
    PlanOptions options = options(vector);
    Problems problems = new Problems();
    CheckOptions checks = DockerfileChecks.options(dockerfile, options, problems);
    problems.throwErrors();
    DockerfileChecks.Surroundings surroundings =
        new DockerfileChecks.Surroundings(
            options,
            (name, platform) -> Optional.of(config(platform)),
            IgnorePatterns.parse(Source.of(".dockerignore", vector.path("dockerignore").asText())),
            LintVectorsTest::isImageName);
    Set<Integer> stages = allStages ? all(dockerfile) : built(dockerfile, options);

    List<Finding> findings =
        DockerfileChecks.check(dockerfile, checks, surroundings, stages, false).list();

    if (allStages && vector.path("id").asText().equals(WRONG_LINES)) {
      assertThat(findings.stream().map(LintVectorsTest::key))
          .containsExactly("LegacyKeyValueFormat:5", "LegacyKeyValueFormat:6");
      return;
    }
    boolean other = allStages && vector.has("warnings_of_all_stages");
    JsonNode expected = vector.path(other ? "warnings_of_all_stages" : "warnings");
    assertThat(findings.stream().map(LintVectorsTest::key))
        .containsExactlyInAnyOrderElementsOf(keys(expected));
    names(expected).forEach((key, names) -> assertThat(texts(findings, key)).contains(names));
    boolean fails = vector.has("error") && !vector.path("error").asText().startsWith("lint");
    if (fails && reading.errors().isEmpty()) {
      assertThatThrownBy(() -> plan(dockerfile, options)).isInstanceOf(DockerfileException.class);
    }
    assertThat(checks.error() && !findings.isEmpty())
        .isEqualTo(vector.path("error").asText().startsWith("lint"));
  }

  private static PlanOptions options(JsonNode vector) {
    Map<String, String> args = new LinkedHashMap<>();
    vector
        .path("build_args")
        .properties()
        .forEach(f -> args.put(f.getKey(), f.getValue().asText()));
    PlanOptions bare = PlanOptions.of(Platform.LINUX_AMD64);
    return new PlanOptions(
        args,
        bare.target(),
        bare.labels(),
        bare.platform(),
        bare.buildPlatform(),
        bare.namedContexts(),
        bare.network(),
        bare.sourceDateEpoch());
  }

  private static BuildPlan plan(Dockerfile dockerfile, PlanOptions options) {
    return Planner.plan(
        dockerfile, options, (place, name, platform) -> config(platform.orElseThrow()));
  }

  private static ImageConfig config(Platform platform) {
    return new ImageConfig(
        platform, Optional.empty(), Optional.empty(), ContainerConfig.EMPTY, List.of(), List.of());
  }

  /** What the last stage needs; where it can't be planned, everything. */
  private static Set<Integer> built(Dockerfile dockerfile, PlanOptions options) {
    try {
      return plan(dockerfile, options).stages().stream()
          .map(PlannedStage::index)
          .collect(Collectors.toSet());
    } catch (DockerfileException e) {
      return all(dockerfile);
    }
  }

  private static Set<Integer> all(Dockerfile dockerfile) {
    return IntStream.range(0, dockerfile.stages().size()).boxed().collect(Collectors.toSet());
  }

  private static boolean isImageName(String name) {
    return name.matches("[a-z0-9][a-z0-9./_-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?");
  }

  private static String key(Finding finding) {
    return finding.rule().title() + ":" + finding.lines().line();
  }

  private static List<String> keys(JsonNode warnings) {
    List<String> keys = new ArrayList<>();
    warnings.forEach(w -> keys.add(w.path("rule").asText() + ":" + w.path("line").asInt()));
    return keys;
  }

  /** The names in the details of BuildKit's, by rule and line. */
  private static Map<String, List<String>> names(JsonNode warnings) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    for (JsonNode warning : warnings) {
      String key = warning.path("rule").asText() + ":" + warning.path("line").asInt();
      Matcher matcher = NAMES.matcher(warning.path("detail").asText());
      while (matcher.find()) {
        for (int group = 1; group <= 3; group++) {
          if (matcher.group(group) != null) {
            names.computeIfAbsent(key, k -> new ArrayList<>()).add(matcher.group(group));
          }
        }
      }
    }
    names.keySet().removeIf(k -> k.startsWith("MultipleInstructions"));
    return names;
  }

  private static String texts(List<Finding> findings, String key) {
    return findings.stream()
        .filter(f -> key(f).equals(key))
        .map(f -> f.detail() + f.hint().orElse(""))
        .collect(Collectors.joining("\n"));
  }
}
