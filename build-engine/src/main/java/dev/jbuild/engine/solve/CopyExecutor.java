// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
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
  private CopyExecutor() {}

  /** Finds and digests what {@code step} reads from {@code tree}. */
  static CopySelection select(Step.Copy step, SourceTree tree, String treeName) throws IOException {
    return CopySelection.of(tree, step.sources(), treeName).digested();
  }

  /** The digest of what is copied: owners count where they are kept. */
  static Digest contentDigest(Step.Copy step, CopySelection selection) {
    return selection.contentDigest(selection.tree().keepsOwners() && step.chown().isEmpty());
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
      Step.Copy step, CopySelection selection, SourceTree target, long now, Supplier<Path> scratch)
      throws IOException {
    LayerDraft draft = new LayerDraft(target);
    CopyBuilder builder = new CopyBuilder(draft, owner(step, target), mode(step));
    String destination = ScopedPath.clean(step.destination());
    boolean directory = step.destination().endsWith("/") || step.hasSeveralSources();
    for (CopySelection.Root root : selection.roots()) {
      Entry top = root.top().entry();
      if (top.isDirectory()) {
        builder.copyTree(selection.tree(), root, destination);
      } else if (step.unpack() && isArchive(selection.tree(), top)) {
        List<LayerItem> archive =
            archive(selection.tree(), top, destination, target, scratch.get());
        builder.unpack(archive, destination, top.attributes().mtime());
      } else {
        builder.copyFile(selection.tree(), root, destination, directory);
      }
    }
    for (InlineFile file : step.inlineFiles()) {
      InlineTree inline = new InlineTree(file, now);
      builder.copyFile(inline, inline.root(), destination, directory);
    }
    return draft.changes();
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
