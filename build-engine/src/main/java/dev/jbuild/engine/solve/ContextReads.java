// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.plan.Mount;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that one step reads of contexts: what a COPY copies, what the mounts of a RUN show. */
final class ContextReads {
  private Optional<ContextRead<CopySelection>> copied = Optional.empty();
  private final Map<Mount, ContextRead<BindSelection>> mounted = new HashMap<>();

  private ContextReads() {}

  static ContextReads of(Step step, Contexts contexts, ContextDigests digests) throws IOException {
    ContextReads reads = new ContextReads();
    if (step instanceof Step.Copy copy) {
      reads.addCopied(copy, contexts, digests);
    } else if (step instanceof Step.Run run) {
      for (Mount mount : run.mounts()) {
        StepErrors.at(mount.place(), () -> mounted(mount, contexts, digests))
            .ifPresent(read -> reads.mounted.put(mount, read));
      }
    }
    return reads;
  }

  private void addCopied(Step.Copy copy, Contexts contexts, ContextDigests digests)
      throws IOException {
    Optional<SourceTree> tree = contexts.tree(copy.from());
    if (tree.isPresent()) {
      String name = Contexts.displayName(copy.from());
      boolean normalized = contexts.normalizesModes();
      SourceTree seen = normalized ? new NormalizedTree(tree.get()) : tree.get();
      copied =
          Optional.of(
              new ContextRead<>(
                  digests,
                  state(tree.get(), copy, normalized),
                  () -> CopyExecutor.select(copy, seen, name),
                  selection -> CopyExecutor.contentDigest(copy, selection)));
    }
  }

  private static Optional<ContextRead<BindSelection>> mounted(
      Mount mount, Contexts contexts, ContextDigests digests) throws IOException {
    Optional<Mount.Read> read = mount.reads();
    Optional<SourceTree> tree =
        read.isPresent() ? contexts.tree(read.get().from()) : Optional.empty();
    if (tree.isEmpty()) {
      return Optional.empty();
    }
    String source = read.get().source();
    String name = Contexts.displayName(read.get().from());
    return Optional.of(
        new ContextRead<>(
            digests,
            state(tree.get(), List.of("bind"), List.of(source)),
            () -> StepErrors.at(mount.place(), () -> BindSelection.of(tree.get(), source, name)),
            BindSelection::digest));
  }

  /** With --parents it would be the state of the whole context. */
  private static Optional<ContextState> state(SourceTree tree, Step.Copy copy, boolean normalized)
      throws IOException {
    if (copy.filter().parents()) {
      return Optional.empty();
    }
    List<String> use = new ArrayList<>(List.of(normalized ? "normalized copy" : "copy"));
    use.addAll(copy.filter().excludes());
    return state(tree, use, copy.paths());
  }

  /** Only directories of the host have one. */
  private static Optional<ContextState> state(
      SourceTree tree, List<String> use, List<String> sources) throws IOException {
    return tree instanceof ContextTree directory
        ? Optional.of(ContextState.of(directory, use, sources, InstantSource.system()))
        : Optional.empty();
  }

  /** Whether there is nothing left to read. */
  boolean areRead() {
    return all().stream().allMatch(read -> read.files().isPresent());
  }

  /** Whether the digests of all files are known by now. */
  boolean areKnown() {
    return all().stream().allMatch(read -> read.digest().isPresent());
  }

  /** Reads and digests all files. */
  void read() throws IOException {
    for (ContextRead<?> read : all()) {
      read.read();
    }
  }

  /** The digest of what a COPY copies of a context; it is known. */
  Optional<Digest> copiedDigest() {
    return copied.map(read -> read.digest().orElseThrow());
  }

  /** The digest of what a mount shows of a context; it is known. */
  Optional<Digest> digest(Mount mount) {
    return Optional.ofNullable(mounted.get(mount)).map(read -> read.digest().orElseThrow());
  }

  /** What a COPY copies of a context, if it was read. */
  Optional<CopySelection> selection() {
    return copied.flatMap(ContextRead::files);
  }

  /** What mounts show of contexts, if it was read. */
  Map<Mount, BoundTree> bound() {
    Map<Mount, BoundTree> bound = new HashMap<>();
    mounted.forEach(
        (mount, read) ->
            read.files().ifPresent(files -> bound.put(mount, new BoundTree.Host(files))));
    return bound;
  }

  private List<ContextRead<?>> all() {
    List<ContextRead<?>> all = new ArrayList<>(mounted.values());
    copied.ifPresent(all::add);
    return all;
  }
}
