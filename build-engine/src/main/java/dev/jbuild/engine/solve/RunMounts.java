// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.plan.Mount;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.layer.FileNames;
import dev.jbuild.layer.Owners;
import dev.jbuild.oci.Digest;
import dev.jbuild.rootless.Bind;
import dev.jbuild.rootless.FileMount;
import dev.jbuild.rootless.TmpfsMount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Makes ready what the mounts of a RUN need on the host. Thread-safe. */
final class RunMounts {
  private final CacheMounts caches;
  private final TreeMounts trees;
  private final Secrets secrets;
  private final SshAgents agents;
  private final Ids ids;

  RunMounts(CacheMounts caches, TreeMounts trees, Secrets secrets, SshAgents agents, Ids ids) {
    this.caches = caches;
    this.trees = trees;
    this.secrets = secrets;
    this.agents = agents;
    this.ids = ids;
  }

  /**
   * What a container is given.
   *
   * @param env variables besides those of the step
   * @param secrets the values that must not be printed
   */
  record Prepared(
      List<dev.jbuild.rootless.Mount> mounts,
      Map<String, String> env,
      List<byte[]> secrets,
      List<AutoCloseable> open)
      implements AutoCloseable {

    /** Lets go of caches, and ends agents. */
    @Override
    public void close() throws IOException {
      List<IOException> failures = new ArrayList<>();
      for (AutoCloseable resource : open) {
        try {
          resource.close();
        } catch (IOException e) {
          failures.add(e);
        } catch (Exception e) {
          failures.add(new IOException(e));
        }
      }
      if (!failures.isEmpty()) {
        throw failures.get(0);
      }
    }
  }

  /** Waits for caches that others have locked; {@code notice} says so. */
  Prepared prepare(Step.Run run, Map<Mount, BoundTree> bound, Consumer<String> notice)
      throws IOException {
    Prepared prepared =
        new Prepared(
            new ArrayList<>(), new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
    boolean done = false;
    try {
      Map<Digest, CacheMounts.Lease> leases = lease(run, bound, prepared, notice);
      for (Mount mount : run.mounts()) {
        StepErrors.at(
            mount.place(),
            () -> {
              add(mount, run, bound, leases, prepared);
              return prepared;
            });
      }
      done = true;
      return prepared;
    } finally {
      if (!done) {
        prepared.close();
      }
    }
  }

  /** All caches, in an order that is the same for every RUN, so that none waits for each other. */
  private Map<Digest, CacheMounts.Lease> lease(
      Step.Run run, Map<Mount, BoundTree> bound, Prepared prepared, Consumer<String> notice)
      throws IOException {
    TreeMap<String, Mount.Cache> wanted = new TreeMap<>();
    for (Mount mount : run.mounts()) {
      if (mount instanceof Mount.Cache cache) {
        wanted.merge(key(cache, bound).hex(), cache, RunMounts::stricter);
      }
    }
    Map<Digest, CacheMounts.Lease> leases = new HashMap<>();
    for (Mount.Cache cache : wanted.values()) {
      Digest key = key(cache, bound);
      Optional<BoundTree> first = Optional.ofNullable(bound.get(cache));
      AtomicBoolean told = new AtomicBoolean();
      Runnable waits =
          () -> {
            if (told.compareAndSet(false, true)) {
              notice.accept("waiting for cache mount " + cache.id() + ", which is in use\n");
            }
          };
      CacheMounts.Lease lease =
          StepErrors.at(cache.place(), () -> caches.open(cache, key, first, waits));
      prepared.open().add(lease);
      leases.put(key, lease);
    }
    return leases;
  }

  /** One RUN may mount a cache at several places; it takes it once. */
  private static Mount.Cache stricter(Mount.Cache one, Mount.Cache other) {
    return one.sharing().compareTo(other.sharing()) >= 0 ? one : other;
  }

  private static Digest key(Mount.Cache cache, Map<Mount, BoundTree> bound) throws IOException {
    return CacheMounts.key(cache, Optional.ofNullable(bound.get(cache)));
  }

  private void add(
      Mount mount,
      Step.Run run,
      Map<Mount, BoundTree> bound,
      Map<Digest, CacheMounts.Lease> leases,
      Prepared prepared)
      throws IOException {
    if (mount instanceof Mount.Bind bind) {
      BoundTree tree = Objects.requireNonNull(bound.get(bind));
      prepared.mounts().add(trees.mount(tree, bind.target(), bind.readOnly(), prepared.open()));
    } else if (mount instanceof Mount.Cache cache) {
      CacheMounts.Lease lease = Objects.requireNonNull(leases.get(key(cache, bound)));
      Optional<String> inside = Optional.of(cache.inside()).filter(path -> !path.equals("/"));
      prepared.mounts().add(new Bind(lease.directory(), inside, cache.target(), cache.readOnly()));
    } else if (mount instanceof Mount.Tmpfs tmpfs) {
      prepared.mounts().add(new TmpfsMount(tmpfs.maxBytes(), tmpfs.target(), tmpfs.readOnly()));
    } else if (mount instanceof Mount.Secret secret) {
      add(secret, prepared);
    } else if (mount instanceof Mount.Ssh ssh) {
      add(ssh, run, prepared);
    } else {
      throw new AssertionError(mount);
    }
  }

  private void add(Mount.Secret secret, Prepared prepared) {
    Optional<byte[]> value = secrets.value(secret.id());
    if (value.isEmpty()) {
      if (secret.required()) {
        throw notGiven("secret " + secret.id(), "--secret id=" + secret.id() + ",src=FILE");
      }
      return;
    }
    prepared.secrets().add(value.get());
    secret
        .target()
        .ifPresent(
            target ->
                prepared
                    .mounts()
                    .add(
                        new FileMount(
                            value.get(),
                            target,
                            secret.access().mode().orElse(0400),
                            secret.access().uid().orElse(0L),
                            secret.access().gid().orElse(0L))));
    secret.env().ifPresent(name -> prepared.env().put(name, variable(secret, value.get())));
  }

  private static String variable(Mount.Secret secret, byte[] value) {
    for (byte b : value) {
      if (b == 0) {
        throw new BuildException(
            ExitCode.DOCKERFILE,
            "secret "
                + secret.id()
                + " holds a zero byte, which no variable can: mount it as a file");
      }
    }
    return FileNames.fromBytes(value);
  }

  private void add(Mount.Ssh ssh, Step.Run run, Prepared prepared) throws IOException {
    Optional<SshAgents.Socket> socket = agents.open(ssh.id());
    if (socket.isEmpty()) {
      if (ssh.required()) {
        throw notGiven("ssh agent " + ssh.id(), "--ssh " + ssh.id());
      }
      return;
    }
    prepared.open().add(socket.get());
    socket
        .get()
        .give(
            ssh.access().mode().orElse(0600),
            id(ssh.access().uid().orElse(0)),
            id(ssh.access().gid().orElse(0)));
    prepared.mounts().add(new Bind(socket.get().path(), ssh.target(), true));
    if (!run.env().containsKey("SSH_AUTH_SOCK")) {
      prepared.env().putIfAbsent("SSH_AUTH_SOCK", ssh.target());
    }
  }

  /** A socket of the host, which is no place for a record of an owner: a single id has it. */
  private long id(long wanted) {
    return ids.owners() == Owners.SINGLE ? 0 : wanted;
  }

  private static BuildException notGiven(String what, String how) {
    return new BuildException(
        ExitCode.DOCKERFILE, what + " is required, and is not given on the command line: " + how);
  }
}
