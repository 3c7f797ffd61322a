// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.plan.PlannedStage;
import dev.jbuild.engine.plan.RemoteSource;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.oci.Digest;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The keys under which results of steps are found again.
 *
 * <p>The <i>operation</i> is all of a step but its inputs. With the definition keys of its inputs
 * it makes the definition key, known before anything runs; with the identity of what they turned
 * out to be, the content key.
 */
final class StepKeys {
  // Part of every key; raise it when what a step does to files changes.
  private static final int VERSION = 1;

  private static final String OPERATION = "operation";

  /** The parent of a step that does not see what it goes on from. */
  static final Digest UNSEEN = CacheKey.of("unseen").digest();

  private final OptionalLong sourceDateEpoch;

  StepKeys(OptionalLong sourceDateEpoch) {
    this.sourceDateEpoch = sourceDateEpoch;
  }

  /** Whether what a step makes depends on the files that it goes on from. */
  static boolean seesBelow(Step step) {
    return !(step instanceof Step.Copy copy && copy.link());
  }

  /**
   * The key of what the next step goes on from: the definition key of this one, or for one that
   * does not see {@code parent}, of both.
   */
  static Digest line(Step step, Digest parent, Digest definition) {
    return seesBelow(step)
        ? definition
        : CacheKey.of("linked").with("parent", parent).with("layer", definition).digest();
  }

  /** Of the place of a step in a Dockerfile, whatever stands there. */
  static Digest slot(PlannedStage stage, int position) {
    return CacheKey.of("slot")
        .with("stage", stage.name().orElse(Integer.toString(stage.index())))
        .with("position", position)
        .digest();
  }

  /** All that a step does, but not to what. */
  Digest operation(Step step) {
    return operation(step, CacheKey.of(OPERATION));
  }

  /** All that {@link #operation} digests, by name; what has one name is put together. */
  SortedMap<String, String> parts(Step step) {
    SortedMap<String, String> parts = new TreeMap<>();
    Digest unused =
        operation(
            step,
            CacheKey.of(
                OPERATION,
                (name, value) -> parts.merge(name, value, (one, next) -> one + " " + next)));
    return parts;
  }

  private Digest operation(Step step, CacheKey key) {
    key.with("version", VERSION);
    sourceDateEpoch.ifPresent(seconds -> key.with("epoch", seconds));
    if (step instanceof Step.Run run) {
      run.script().ifPresent(script -> key.with("script", script.content()));
      key.with("step", "run")
          .with("args", run.args())
          .with("env", run.env())
          .with("cwd", run.cwd())
          .with("user", run.user())
          .with("network", run.network().name());
      run.hostname().ifPresent(name -> key.with("hostname", name));
      MountKeys.addOperation(key, run.mounts());
      return (run.insecure() ? key.with("security", "insecure") : key).digest();
    }
    if (step instanceof Step.Copy copy) {
      copy.inlineFiles().forEach(f -> key.with("inline", f.name()).with("content", f.content()));
      if (!copy.filter().isNone()) {
        key.with("parents", Boolean.toString(copy.filter().parents()))
            .with("excludes", copy.filter().excludes());
      }
      for (RemoteSource remote : copy.remotes()) {
        boolean unpack = remote instanceof RemoteSource.Url url && url.unpack();
        key.with("remote at", remote.position()).with("unpack", Boolean.toString(unpack));
      }
      return key.with("step", "copy")
          .with("destination", copy.destination())
          .with("several", Boolean.toString(copy.hasSeveralSources()))
          .with("chown", copy.chown().orElse(""))
          .with("chmod", copy.chmod().orElse(""))
          .with("link", Boolean.toString(copy.link()))
          .with("unpack", Boolean.toString(copy.unpack()))
          .digest();
    }
    if (step instanceof Step.Workdir workdir) {
      return key.with("step", "workdir")
          .with("path", workdir.path())
          .with("user", workdir.user())
          .digest();
    }
    throw new AssertionError(step);
  }

  static Digest definition(Digest operation, Digest parent, Digest source) {
    return CacheKey.of("definition")
        .with("operation", operation)
        .with("parent", parent)
        .with("source", source)
        .digest();
  }

  static Digest content(Digest operation, Digest parent, Digest source) {
    return CacheKey.of("content")
        .with("operation", operation)
        .with("parent", parent)
        .with("source", source)
        .digest();
  }
}
