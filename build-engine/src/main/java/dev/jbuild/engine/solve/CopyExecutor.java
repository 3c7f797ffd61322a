// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.plan.CopyFilter;
import dev.jbuild.engine.plan.CopySource;
import dev.jbuild.engine.plan.InlineFile;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.layer.ArchiveReader;
import dev.jbuild.layer.DataSource;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.EntryType;
import dev.jbuild.layer.LayerException;
import dev.jbuild.layer.LayerItem;
import dev.jbuild.layer.LowerLookup;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Works out the layer of a COPY or ADD. */
final class CopyExecutor {
  private final Step.Copy step;
  private final CopyBuilder builder;
  private final SourceTree target;
  private final Supplier<Path> scratch;

  private CopyExecutor(
      Step.Copy step, CopyBuilder builder, SourceTree target, Supplier<Path> scratch) {
    this.step = step;
    this.builder = builder;
    this.target = target;
    this.scratch = scratch;
  }

  /** Finds and digests what {@code step} reads from {@code tree}. */
  static CopySelection select(Step.Copy step, SourceTree tree, String treeName) throws IOException {
    return CopySelection.of(tree, step.sources(), step.filter(), treeName).digested();
  }

  /** Finds and digests all of a tree, but for what {@code step} excludes. */
  static CopySelection selectAll(Step.Copy step, SourceTree tree, String treeName)
      throws IOException {
    CopyFilter filter = new CopyFilter(false, step.filter().excludes());
    return CopySelection.of(
            tree, List.of(new CopySource("/", step.origin().span())), filter, treeName)
        .digested();
  }

  /** The digest of what is copied: owners count where they are kept. */
  static Digest contentDigest(Step.Copy step, CopySelection selection) {
    return selection.contentDigest(countsOwners(step, selection));
  }

  /** As above, with what came from elsewhere. */
  static Digest contentDigest(Step.Copy step, CopyInputs inputs) {
    return inputs.contentDigest(countsOwners(step, inputs.files()));
  }

  private static boolean countsOwners(Step.Copy step, CopySelection selection) {
    return selection.tree().keepsOwners() && step.chown().isEmpty();
  }

  /** What the step sees of the image, where its names and links are looked up. */
  static SourceTree target(Step.Copy step, Snapshot below) throws IOException {
    return step.link() ? Snapshot.EMPTY.tree() : below.tree();
  }

  /**
   * The entries that the step adds to {@code target}.
   *
   * @param now the mtime of files that stand in the Dockerfile, in seconds since 1970
   * @param scratch names of new files, which have to last until the layer is written
   */
  static List<LayerItem> changes(
      Step.Copy step, CopyInputs inputs, SourceTree target, long now, Supplier<Path> scratch)
      throws IOException {
    LayerDraft draft = new LayerDraft(target);
    CopyBuilder builder = new CopyBuilder(draft, owner(step, target), mode(step));
    CopyExecutor executor = new CopyExecutor(step, builder, target, scratch);
    int next = 0;
    for (CopySelection.Root root : inputs.files().roots()) {
      next = executor.copyRemotes(inputs, next, root.source());
      executor.copy(inputs.files().tree(), root, step.unpack());
    }
    executor.copyRemotes(inputs, next, step.sources().size());
    for (InlineFile file : step.inlineFiles()) {
      InlineTree inline = new InlineTree(file, now);
      executor.copy(inline, inline.root(), false);
    }
    return draft.changes();
  }

  /** Copies the remote sources from {@code next} on that come before a source of the tree. */
  private int copyRemotes(CopyInputs inputs, int next, int source) throws IOException {
    int at = next;
    for (; at < inputs.remotes().size() && inputs.remotes().get(at).position() <= source; at++) {
      CopyInputs.Remote remote = inputs.remotes().get(at);
      for (CopySelection.Root root : remote.files().roots()) {
        copy(remote.files().tree(), root, remote.unpack());
      }
    }
    return at;
  }

  private void copy(SourceTree tree, CopySelection.Root root, boolean unpack) throws IOException {
    String destination = ScopedPath.clean(step.destination());
    boolean directory = step.destination().endsWith("/") || step.hasSeveralSources();
    Entry top = root.top().entry();
    if (top.isDirectory()) {
      builder.copyTree(tree, root, destination);
    } else if (unpack && isArchive(tree, top)) {
      List<LayerItem> archive = archive(tree, top, destination, target, scratch.get());
      builder.unpack(archive, destination, top.attributes().mtime());
    } else {
      builder.copyFile(tree, root, destination, directory);
    }
  }

  private static boolean isArchive(SourceTree tree, Entry file) throws IOException {
    try {
      return file.type() == EntryType.FILE && ArchiveReader.isArchive(tree.data(file));
    } catch (LayerException e) {
      throw cannotUnpack(file, e);
    }
  }

  /** Hard links of an archive may name files that are in the destination already. */
  private static List<LayerItem> archive(
      SourceTree tree, Entry file, String destination, SourceTree target, Path data)
      throws IOException {
    LowerLookup lower =
        path -> {
          String real = target.follow(ScopedPath.join(destination, path), false);
          Optional<Entry> found = target.lookup(real).map(SourceTree.Found::entry);
          return found.isPresent() && found.get().type() == EntryType.FILE
              ? Optional.of(new LayerItem(found.get(), target.data(found.get())))
              : Optional.empty();
        };
    DataSource source = tree.data(file);
    try {
      return ArchiveReader.read(source, data, lower);
    } catch (LayerException e) {
      throw cannotUnpack(file, e);
    }
  }

  private static BuildException cannotUnpack(Entry file, LayerException e) {
    return new BuildException(
        ExitCode.DOCKERFILE,
        "cannot unpack " + file.path() + ": " + e.getMessage() + "; ADD --unpack=false copies it",
        e);
  }

  private static Optional<Accounts.Owner> owner(Step.Copy step, SourceTree target)
      throws IOException {
    if (step.chown().isEmpty()) {
      return Optional.empty();
    }
    if (step.link() && Accounts.hasNames(step.chown().get())) {
      throw new BuildException(
          ExitCode.DOCKERFILE,
          "names in --chown can't be looked up with --link, which does not see the image: use numbers");
    }
    return Optional.of(new Accounts(target).owner(step.chown().get()));
  }

  private static Optional<ModeChange> mode(Step.Copy step) {
    try {
      return step.chmod().map(ModeChange::parse);
    } catch (IllegalArgumentException e) {
      throw new BuildException(ExitCode.DOCKERFILE, String.valueOf(e.getMessage()), e);
    }
  }
}
