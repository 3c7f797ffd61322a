// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.dockerfile.Source;
import dev.jbuild.engine.CacheOptions;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CacheExplainerTest {
  private static final StepParts.Below BASE = below("FROM busybox", "none", "base");
  private static final StepParts.Below POM = below("COPY pom.xml ./", "copy", "pom");

  @TempDir Path temporary;
  private StepPartsStore store;
  private CacheExplainer explainer;
  private WorkDirectory work;

  @BeforeEach
  void open() throws IOException {
    store = new StepPartsStore(new KeyedFiles(temporary.resolve("parts")), "project");
    CacheWarnings warnings = new CacheWarnings(event -> {});
    CacheImports imports = new CacheImports(Runnable::run, warnings);
    StorageRoot root = new StorageRoot(temporary);
    BlobFetcher blobs =
        new BlobFetcher(
            root.store().blobs(),
            new BlobOrigins(root.origins()),
            () -> {
              throw new AssertionError("no registry is needed");
            },
            Runnable::run,
            root.locks());
    work = WorkDirectory.create(root.work());
    StepCache cache =
        new StepCache(
            new BuildCache(root.cache()),
            store,
            root.locks(),
            work,
            blobs,
            Compression.ZSTD,
            CacheOptions.DEFAULT,
            imports,
            new CacheExports(imports, Set.of(), Platform.LINUX_AMD64, Runnable::run, warnings));
    explainer = new CacheExplainer(store, cache, imports);
  }

  @AfterEach
  void removeWork() throws IOException {
    work.close();
  }

  private static Digest digest(String text) {
    return Digest.ofData(text.getBytes(StandardCharsets.UTF_8));
  }

  private static StepParts.Below below(String name, String operation, String source) {
    return new StepParts.Below(
        name, digest(operation), digest(source), digest(name + operation + source));
  }

  private static StepState state(String key, String operation) {
    Step step =
        new Step.Workdir(
            new Step.Origin(Source.of("Dockerfile", "RUN x").span(0, 5), "[1/1] RUN x", "x"),
            "/",
            "");
    return new StepState(
        1,
        step,
        digest(operation),
        digest(key),
        Optional.empty(),
        Map.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        digest("slot"),
        digest("source"),
        List.of());
  }

  private static StepParts parts(
      String name,
      String key,
      Map<String, String> operation,
      Map<String, String> files,
      StepParts.Below... below) {
    return new StepParts(
        name, digest(key), new TreeMap<>(operation), new TreeMap<>(files), List.of(below));
  }

  private List<String> explain(StepParts before, StepParts now, String operation)
      throws IOException {
    store.put(state("before", "same"), before);
    return explainer.explain(state("now", operation), now);
  }

  @Test
  void namesWhatOfTheOperationHasChanged() throws IOException {
    StepParts before =
        parts("RUN x", "before", Map.of("args", "x", "env A", "1", "env C", "c"), Map.of());
    StepParts now =
        parts("RUN x", "now", Map.of("args", "x", "env A", "2", "env B", "b"), Map.of());

    assertThat(explain(before, now, "other"))
        .containsExactly(
            "variable A changed: 1 → 2", "variable B is new: b", "variable C is gone: c");
  }

  @Test
  void saysWhatStoodAtThePlaceIfThatWasAnotherInstruction() throws IOException {
    StepParts before = parts("RUN a", "before", Map.of("args", "a"), Map.of());
    StepParts now = parts("RUN b", "now", Map.of("args", "b"), Map.of());

    assertThat(explain(before, now, "other"))
        .containsExactly("it was `RUN a` before", "args changed: a → b");
  }

  @Test
  void namesFilesUpToALimit() throws IOException {
    Map<String, String> old = new TreeMap<>();
    Map<String, String> fresh = new TreeMap<>();
    for (int i = 0; i < 7; i++) {
      old.put("f" + i, "mode 0644, 1 bytes, " + digest("x"));
      fresh.put("f" + i, "mode 0755, 1 bytes, " + digest("x"));
    }
    List<String> reasons =
        explain(
            parts("COPY", "before", Map.of(), old), parts("COPY", "now", Map.of(), fresh), "same");

    String shortDigest = digest("x").toString().substring(0, 19);
    assertThat(reasons).hasSize(6).last().isEqualTo("and 2 more files");
    assertThat(reasons.get(0))
        .isEqualTo(
            "f0 changed: mode 0644, 1 bytes, "
                + shortDigest
                + " → mode 0755, 1 bytes, "
                + shortDigest);
  }

  @Test
  void namesTheInputBelowAndWhatOfItHasChanged() throws IOException {
    StepParts.Below changed = below("COPY pom.xml ./", "copy", "pom 2");
    store.put(
        state("COPY pom.xml ./copypom", "copy"),
        parts(
            "COPY pom.xml ./", "COPY pom.xml ./copypom", Map.of(), Map.of("pom.xml", "80 bytes")));
    explainer.explain(
        state("COPY pom.xml ./copypom 2", "copy"),
        parts(
            "COPY pom.xml ./",
            "COPY pom.xml ./copypom 2",
            Map.of(),
            Map.of("pom.xml", "81 bytes")));
    StepParts before = parts("RUN mvn", "before", Map.of(), Map.of(), BASE, POM);
    StepParts now = parts("RUN mvn", "now", Map.of(), Map.of(), BASE, changed);

    assertThat(explain(before, now, "same"))
        .containsExactly("input `COPY pom.xml ./` changed: pom.xml changed: 80 bytes → 81 bytes");
  }

  @Test
  void anInputWithOtherKeysAndTheSameContentIsNoReason() throws IOException {
    StepParts.Below rebuilt = below("COPY pom.xml ./", "copy", "of a rebuilt stage");
    explainer.foundByContent(state("COPY pom.xml ./copyof a rebuilt stage", "copy"));
    StepParts before = parts("RUN x", "before", Map.of("args", "x"), Map.of(), BASE, POM);
    StepParts now = parts("RUN x", "now", Map.of("args", "y"), Map.of(), BASE, rebuilt);

    assertThat(explain(before, now, "same")).containsExactly("args changed: x → y");
  }

  @Test
  void aNewBaseIsToldByItsDigest() throws IOException {
    StepParts.Below other = below("FROM busybox", "none", "base 2");

    assertThat(
            explain(
                parts("RUN x", "before", Map.of(), Map.of(), BASE, POM),
                parts("RUN x", "now", Map.of(), Map.of(), other, POM),
                "same"))
        .hasSize(1)
        .allMatch(
            reason ->
                reason.matches(
                    "input `FROM busybox` changed: sha256:[0-9a-f]{12} → sha256:[0-9a-f]{12}"));
  }

  @Test
  void nothingIsGuessed() throws IOException {
    StepParts now = parts("RUN x", "now", Map.of(), Map.of(), BASE);

    assertThat(explainer.explain(state("now", "same"), now))
        .containsExactly("no earlier record of this step is known");
    assertThat(explain(parts("RUN x", "before", Map.of(), Map.of(), BASE), now, "same"))
        .containsExactly("what has changed is in its key, but was not kept by name");
    assertThat(explainer.explain(state("before", "same"), now))
        .containsExactly("its record is not there any longer");
  }

  @Test
  void valuesOfVariablesAreNotShared() throws IOException {
    StepParts mine =
        parts("RUN x", "now", Map.of("args", "x", "env TOKEN", "secret"), Map.of("a", "b"), BASE);
    StepParts shared = StepParts.fromJson(mine.toSharedJson());

    assertThat(StepParts.fromJson(mine.toJson())).isEqualTo(mine);
    assertThat(Json.toPrettyString(mine.toSharedJson())).doesNotContain("secret");
    assertThat(shared.operation()).containsEntry("args", "x");
    assertThat(explain(shared, mine, "same")).doesNotContain("TOKEN");
  }
}
