// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.layer.LayerItem;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

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

  /** The entries that the step adds to {@code below}. */
  static List<LayerItem> changes(Step.Copy step, CopySelection selection, Snapshot below)
      throws IOException {
    SourceTree target = step.link() ? Snapshot.EMPTY.tree() : below.tree();
    if (step.link() && step.chown().filter(Accounts::hasNames).isPresent()) {
      throw new BuildException(
          ExitCode.DOCKERFILE,
          "names in --chown can't be looked up with --link, which does not see the image: use numbers");
    }
    Optional<Accounts.Owner> owner = Optional.empty();
    if (step.chown().isPresent()) {
      owner = Optional.of(new Accounts(target).owner(step.chown().get()));
    }
    CopyBuilder builder = new CopyBuilder(target, owner, step.chmod().map(CopyExecutor::mode));
    builder.copy(selection, step.destination(), step.sources().size() > 1);
    return builder.changes();
  }

  private static ModeChange mode(String text) {
    try {
      return ModeChange.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BuildException(ExitCode.DOCKERFILE, String.valueOf(e.getMessage()), e);
    }
  }
}
