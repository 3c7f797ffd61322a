// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.engine.plan.Base;
import dev.jbuild.engine.plan.HistoryEntry;
import dev.jbuild.engine.plan.PlannedStage;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.ContainerConfig;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.History;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.Manifest;
import dev.jbuild.oci.MediaType;
import dev.jbuild.oci.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageHistoryTest {
  private static final Instant EARLY = Instant.ofEpochSecond(100);
  private static final Instant LATE = Instant.ofEpochSecond(200);
  private static final Step STEP = new Step.Workdir(CopyScene.origin(), "/x", "");

  @TempDir Path temporary;
  private LayerStore store;

  @BeforeEach
  void openStore() throws IOException {
    StorageRoot root = new StorageRoot(temporary);
    BlobFetcher fetcher =
        new BlobFetcher(
            root.store().blobs(),
            new BlobOrigins(root.origins()),
            () -> {
              throw new AssertionError("no registry is needed");
            },
            Runnable::run,
            root.locks());
    store = new LayerStore(root, Ids.ofThisProcess(), fetcher, WorkDirectory.create(root.work()));
  }

  private StepResult step(Instant created, boolean layer) {
    Descriptor blob = Descriptor.ofData(MediaType.ociLayer(Compression.GZIP), new byte[] {1});
    return new StepResult(
        created,
        layer
            ? Layer.stored(store, new LayerBlob(Digest.ofData(new byte[] {2}), blob))
            : Layer.mountOnly(store, Optional::empty));
  }

  private static PlannedStage stage(Base base, HistoryEntry... history) {
    return new PlannedStage(
        0,
        Optional.empty(),
        CopyScene.origin().span(),
        "FROM",
        base,
        List.of(),
        Platform.LINUX_AMD64,
        Platform.LINUX_AMD64,
        List.of(STEP),
        ContainerConfig.EMPTY,
        Optional.empty(),
        List.of(history));
  }

  private static StageResult result(PlannedStage stage, StepResult... steps) {
    return new StageResult(
        stage, Optional.empty(), Optional.empty(), Snapshot.EMPTY, List.of(steps));
  }

  private static String line(History history) {
    return history.createdBy()
        + " "
        + history.created().map(Instant::getEpochSecond).orElse(0L)
        + (history.emptyLayer() ? " empty" : "");
  }

  @Test
  void stepsHaveTheirTimesAndOtherLinesThatOfTheStepBefore() throws IOException {
    PlannedStage stage =
        stage(
            new Base.Scratch(),
            new HistoryEntry("ENV a=b", Optional.empty()),
            new HistoryEntry("WORKDIR /x", Optional.of(STEP)),
            new HistoryEntry("CMD x", Optional.empty()),
            new HistoryEntry("RUN true", Optional.of(STEP)));

    List<History> history =
        ImageHistory.of(result(stage, step(EARLY, true), step(LATE, false)), LATE);

    assertThat(history)
        .extracting(ImageHistoryTest::line)
        .containsExactly(
            "ENV a=b 200 empty", "WORKDIR /x 100", "CMD x 100 empty", "RUN true 200 empty");
  }

  @Test
  void theHistoryOfTheBaseComesFirst() throws IOException {
    ImageConfig config =
        new ImageConfig(
            Platform.LINUX_AMD64,
            Optional.empty(),
            Optional.empty(),
            ContainerConfig.EMPTY,
            List.of(),
            List.of(
                new History(
                    Optional.of(Instant.ofEpochSecond(1)),
                    "ADD rootfs",
                    Optional.empty(),
                    Optional.empty(),
                    false)));
    Descriptor any = Descriptor.ofData(MediaType.OCI_CONFIG, new byte[0]);
    ResolvedImage image =
        new ResolvedImage(
            any, new Manifest(MediaType.OCI_MANIFEST, any, List.of(), Map.of()), config);
    StageResult base =
        new StageResult(
            stage(new Base.Scratch(), new HistoryEntry("RUN base", Optional.of(STEP))),
            Optional.of(image),
            Optional.empty(),
            Snapshot.EMPTY,
            List.of(step(EARLY, true)));
    StageResult top =
        new StageResult(
            stage(new Base.Scratch(), new HistoryEntry("RUN top", Optional.of(STEP))),
            Optional.empty(),
            Optional.of(base),
            Snapshot.EMPTY,
            List.of(step(LATE, true)));

    assertThat(ImageHistory.of(top, LATE))
        .extracting(ImageHistoryTest::line)
        .containsExactly("ADD rootfs 1", "RUN base 100", "RUN top 200");
  }

  @Test
  void anImageIsAsOldAsItsYoungestStep() {
    StageResult base = result(stage(new Base.Scratch()), step(LATE, true));
    StageResult top =
        new StageResult(
            stage(new Base.Scratch()),
            Optional.empty(),
            Optional.of(base),
            Snapshot.EMPTY,
            List.of(step(EARLY, true)));

    assertThat(ImageHistory.created(top)).contains(LATE);
    assertThat(ImageHistory.created(result(stage(new Base.Scratch())))).isEmpty();
  }
}
