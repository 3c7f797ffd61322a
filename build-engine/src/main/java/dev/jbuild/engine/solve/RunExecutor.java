// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.plan.InlineFile;
import dev.jbuild.engine.plan.Mount;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.layer.FileNames;
import dev.jbuild.layer.LayerException;
import dev.jbuild.layer.LayerItem;
import dev.jbuild.layer.MergedView;
import dev.jbuild.layer.OverlayDiff;
import dev.jbuild.layer.Owners;
import dev.jbuild.layer.SpecialOwners;
import dev.jbuild.rootless.Bind;
import dev.jbuild.rootless.Container;
import dev.jbuild.rootless.ContainerSpec;
import dev.jbuild.rootless.ContainerUser;
import dev.jbuild.rootless.EmulatedIds;
import dev.jbuild.rootless.ExitStatus;
import dev.jbuild.rootless.Host;
import dev.jbuild.rootless.IdMap;
import dev.jbuild.rootless.NativeLauncher;
import dev.jbuild.rootless.Network;
import dev.jbuild.rootless.NetworkFiles;
import dev.jbuild.rootless.Overlay;
import dev.jbuild.rootless.RootlessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Runs the command of a RUN in a container over the layers below. Thread-safe. */
final class RunExecutor {
  private static final String HOSTNAME = "buildkitsandbox";

  private final NativeLauncher launcher;
  private final Host host;
  private final WorkDirectory work;
  private final Ids ids;
  private final RunMounts runMounts;
  private final Semaphore jobs;

  RunExecutor(
      NativeLauncher launcher,
      Host host,
      WorkDirectory work,
      Ids ids,
      RunMounts runMounts,
      int jobs) {
    this.launcher = launcher;
    this.host = host;
    this.work = work;
    this.ids = ids;
    this.runMounts = runMounts;
    this.jobs = new Semaphore(jobs);
  }

  /**
   * What a RUN left: {@code upper} has all that changed, in overlay form, and stays as it is.
   *
   * @param specials owners that {@code upper} can't say; absent where all are real
   */
  record Ran(Path upper, Optional<SpecialOwners> specials) {

    /** The entries that differ from {@code below}; waits until its tables of contents are there. */
    List<LayerItem> changes(Snapshot below) throws IOException {
      MergedView view = below.view();
      try {
        return specials.isPresent()
            ? OverlayDiff.items(upper, view, specials.get())
            : OverlayDiff.items(upper, view, Owners.REAL);
      } catch (LayerException e) {
        throw new BuildException(ExitCode.DOCKERFILE, String.valueOf(e.getMessage()), e);
      }
    }
  }

  /**
   * Runs a step; {@code output} gets what it prints, in pieces as they come, without secrets.
   *
   * @param bound what its mounts show
   * @throws BuildException with {@link ExitCode#RUN_FAILED} if the command fails
   */
  Ran run(Step.Run step, Snapshot below, Map<Mount, BoundTree> bound, Consumer<String> output)
      throws IOException {
    if (step.insecure()) {
      requireHostRoot();
    }
    // Caches are waited for before a job is: who has a job never waits for who hasn't.
    try (RunMounts.Prepared mounts = runMounts.prepare(step, bound, output)) {
      jobs.acquire();
      try {
        return run(step, below, mounts, output);
      } finally {
        jobs.release();
      }
    } catch (RootlessException e) {
      throw explained(step, bound, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Futures.interrupted();
    }
  }

  private Ran run(Step.Run step, Snapshot below, RunMounts.Prepared mounts, Consumer<String> output)
      throws IOException, InterruptedException {
    Path directory = work.newDirectory("run");
    Overlay overlay = overlay(below, directory);
    SecretMask text = new SecretMask(mounts.secrets(), new OutputText(output));
    ContainerSpec spec = spec(step, below, overlay, directory, mounts);
    Path ownersFile = directory.resolve("owners");
    if (ids.owners() == Owners.SINGLE) {
      spec = spec.withIds(new EmulatedIds(owned(below), ownersFile));
    }
    ExitStatus status = Container.run(launcher, spec, text::accept);
    text.end();
    requireSuccess(step, status);
    return new Ran(
        overlay.upper(),
        ids.owners() == Owners.SINGLE
            ? Optional.of(SpecialOwners.read(ownersFile))
            : Optional.empty());
  }

  /** The owners in the layers below that no xattr can say. */
  private static List<EmulatedIds.Owned> owned(Snapshot below) throws IOException {
    List<EmulatedIds.Owned> owned = new ArrayList<>();
    for (Layer layer : below.layers()) {
      for (Map.Entry<String, SpecialOwners.Owner> special : layer.specials().byPath().entrySet()) {
        Path file = FileNames.resolve(layer.directory().orElseThrow(), special.getKey());
        SpecialOwners.Owner owner = special.getValue();
        owned.add(new EmulatedIds.Owned(file, owner.uid(), owner.gid()));
      }
    }
    return owned;
  }

  /** In a user namespace there is nothing that a container without a sandbox could do more. */
  private void requireHostRoot() throws IOException {
    if (!IdMap.current().isWholeHost()) {
      throw new BuildException(
          ExitCode.HOST,
          "RUN --security=insecure needs root of the host, and jbuild is in a user namespace: "
              + host.reason());
    }
  }

  /** A source that isn't there is found missing by the launcher; it is the Dockerfile's mistake. */
  private static RuntimeException explained(
      Step.Run step, Map<Mount, BoundTree> bound, RootlessException failure) throws IOException {
    for (Mount mount : step.mounts()) {
      BoundTree tree = bound.get(mount);
      Optional<BuildException> missing = tree == null ? Optional.empty() : tree.missing();
      if (missing.isPresent()) {
        return StepErrors.at(
            mount.place(),
            () -> {
              throw missing.get();
            });
      }
    }
    return failure;
  }

  private static void requireSuccess(Step.Run step, ExitStatus status) {
    if (status.isSuccess()) {
      return;
    }
    String how =
        status instanceof ExitStatus.Signaled signaled
            ? "was ended by signal " + signaled.signal()
            : "failed with exit code " + status.code();
    throw new BuildException(
        ExitCode.RUN_FAILED, "RUN " + how + explanation(status.code(), step.args().get(0)));
  }

  /** What exec(3) and shells mean by these codes. */
  private static String explanation(int code, String program) {
    return switch (code) {
      case 126 -> ": " + program + ", or something that it starts, can't be executed";
      case 127 -> ": " + program + ", or something that it starts, was not found";
      default -> "";
    };
  }

  private Overlay overlay(Snapshot below, Path directory) throws IOException {
    List<Path> lowers = new ArrayList<>(below.directories());
    Collections.reverse(lowers);
    if (lowers.isEmpty()) {
      lowers.add(Files.createDirectory(directory.resolve("nothing")));
    }
    requireMountable(lowers);
    Path upper = Files.createDirectory(directory.resolve("upper"));
    RootDirectory.copyAttributes(below, upper, ids);
    return new Overlay(lowers, upper, Files.createDirectory(directory.resolve("work")));
  }

  /** Linux mounts so many layers at once, and no more. */
  static void requireMountable(List<Path> lowers) {
    if (lowers.size() > Overlay.MOST_LAYERS) {
      throw new BuildException(
          ExitCode.HOST,
          lowers.size()
              + " layers are more than the "
              + Overlay.MOST_LAYERS
              + " that Linux mounts");
    }
  }

  private ContainerSpec spec(
      Step.Run step, Snapshot below, Overlay overlay, Path directory, RunMounts.Prepared prepared)
      throws IOException {
    Accounts.Identity user = new Accounts(below.accounts()).identity(step.user());
    String hostname = step.hostname().orElse(HOSTNAME);
    Network network = step.network() == Instruction.Network.NONE ? Network.NONE : Network.HOST;
    List<dev.jbuild.rootless.Mount> mounts =
        new ArrayList<>(NetworkFiles.write(directory, network, hostname, List.of()));
    mounts.addAll(prepared.mounts());
    if (step.script().isPresent()) {
      mounts.add(script(step.script().get(), directory));
    }
    // What others are mounted in comes before them.
    mounts.sort(Comparator.comparing(dev.jbuild.rootless.Mount::target));
    Map<String, String> env = environment(step, user);
    env.putAll(prepared.env());
    return new ContainerSpec(
        overlay,
        step.args(),
        env.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList(),
        step.cwd(),
        new ContainerUser(user.uid(), user.gid(), user.groups()),
        hostname,
        network,
        mounts,
        step.insecure(),
        Optional.empty(),
        host.openFiles());
  }

  private static Bind script(InlineFile script, Path directory) throws IOException {
    Path file = directory.resolve("script");
    Files.write(file, FileNames.toBytes(script.content()));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new Bind(file, Step.Run.SCRIPTS + script.name(), true);
  }

  private static Map<String, String> environment(Step.Run step, Accounts.Identity user) {
    Map<String, String> env = new LinkedHashMap<>(step.env());
    step.hiddenEnv().forEach(env::putIfAbsent);
    env.putIfAbsent("HOME", user.home().orElse(user.uid() == 0 ? "/root" : "/"));
    return env;
  }
}
