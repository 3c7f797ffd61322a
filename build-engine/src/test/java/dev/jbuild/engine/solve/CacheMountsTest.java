// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.plan.Mount;
import dev.jbuild.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CacheMountsTest {
  @TempDir Path temporary;
  private WorkDirectory work;
  private CacheMounts caches;

  @BeforeEach
  void makeRoot() throws IOException {
    StorageRoot root = new StorageRoot(temporary.resolve("root"));
    work = WorkDirectory.create(root.work());
    Ids ids = Ids.ofThisProcess();
    BlobFetcher fetcher =
        new BlobFetcher(
            root.store(work).blobs(),
            new BlobOrigins(root.origins()),
            new Lazy<>(
                () -> {
                  throw new AssertionError("no registry is needed");
                }),
            Runnable::run,
            root.locks());
    LayerStore layers = new LayerStore(root, ids, fetcher, work);
    caches =
        new CacheMounts(
            root.mounts(ids.key()),
            layers,
            work,
            ids,
            new CacheMountArchive(
                new SharedCaches.Mounts(List.of(), List.of()),
                work,
                ids,
                Platform.LINUX_AMD64,
                new Secrets(Map.of(), Map.of()),
                new CacheWarnings(event -> {}),
                event -> {}));
  }

  @AfterEach
  void close() throws IOException {
    work.close();
  }

  private static Mount.Cache cache(String id, Mount.Sharing sharing, Mount.Access access) {
    Source source = Source.of("Dockerfile", "RUN");
    return new Mount.Cache(
        source.span(0, 3), id, Optional.empty(), "/", "/c", sharing, false, access);
  }

  private static Mount.Cache cache(String id, Mount.Sharing sharing) {
    return cache(id, sharing, Mount.Access.UNSAID);
  }

  private CacheMounts.Lease open(Mount.Cache mount) throws IOException {
    return open(mount, Optional.empty());
  }

  private CacheMounts.Lease open(Mount.Cache mount, Optional<BoundTree> first) throws IOException {
    return caches.open(mount, CacheMounts.key(mount, first), first, () -> {});
  }

  @Test
  void whatIsWrittenIsThereTheNextTime() throws IOException {
    try (CacheMounts.Lease lease = open(cache("a", Mount.Sharing.SHARED))) {
      Files.writeString(lease.directory().resolve("f"), "kept");
    }

    try (CacheMounts.Lease lease = open(cache("a", Mount.Sharing.LOCKED))) {
      assertThat(lease.directory().resolve("f")).hasContent("kept");
    }
    try (CacheMounts.Lease other = open(cache("b", Mount.Sharing.SHARED))) {
      assertThat(other.directory()).isEmptyDirectory();
    }
  }

  @Test
  void sharedOnesAreOneAndPrivateOnesAreNot() throws IOException {
    Mount.Cache shared = cache("a", Mount.Sharing.SHARED);
    Mount.Cache own = cache("a", Mount.Sharing.PRIVATE);
    try (CacheMounts.Lease one = open(shared);
        CacheMounts.Lease two = open(shared);
        CacheMounts.Lease third = open(own);
        CacheMounts.Lease fourth = open(own)) {
      assertThat(two.directory()).isEqualTo(one.directory());
      assertThat(third.directory()).isNotEqualTo(one.directory());
      assertThat(fourth.directory()).isNotEqualTo(third.directory());
    }
    try (CacheMounts.Lease free = open(own);
        CacheMounts.Lease next = open(own)) {
      assertThat(free.directory().getFileName()).hasToString("0");
      assertThat(next.directory().getFileName()).hasToString("1");
    }
  }

  @Test
  void modeIsExactlyTheOneThatWasAskedFor() throws IOException {
    Mount.Access access =
        new Mount.Access(OptionalInt.of(0777), OptionalLong.empty(), OptionalLong.empty());
    try (CacheMounts.Lease open = open(cache("a", Mount.Sharing.SHARED, access));
        CacheMounts.Lease unsaid = open(cache("a", Mount.Sharing.SHARED))) {
      assertThat(mode(open.directory())).isEqualTo("rwxrwxrwx");
      assertThat(mode(unsaid.directory())).isEqualTo("rwxr-xr-x");
      assertThat(unsaid.directory()).isNotEqualTo(open.directory());
    }
  }

  @Test
  void newOneHoldsWhatItIsMadeFrom() throws IOException {
    Path context = Files.createDirectories(temporary.resolve("context/d/sub"));
    Files.writeString(context.resolve("f"), "first");
    Optional<BoundTree> first = Optional.of(tree("/d"));
    try (CacheMounts.Lease lease = open(cache("a", Mount.Sharing.SHARED), first)) {
      assertThat(lease.directory().resolve("sub/f")).hasContent("first");
      Files.writeString(lease.directory().resolve("sub/f"), "changed");
    }

    try (CacheMounts.Lease lease = open(cache("a", Mount.Sharing.SHARED), first)) {
      assertThat(lease.directory().resolve("sub/f")).hasContent("changed");
    }
    assertThat(context.resolve("f")).hasContent("first");
    assertThatThrownBy(() -> open(cache("a", Mount.Sharing.SHARED), Optional.of(tree("/d/sub/f"))))
        .isInstanceOf(BuildException.class)
        .hasMessage("/d/sub/f is no directory, which a cache has to be");
  }

  private BoundTree tree(String source) throws IOException {
    ContextTree tree = HostTrees.tree(temporary.resolve("context"), IgnorePatterns.NONE);
    return new BoundTree.Host(BindSelection.of(tree, source, "the build context"));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
