// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that one container is to be.
 *
 * <p>Strings may hold bytes that are not UTF-8 as lone surrogates U+DC80 to U+DCFF.
 *
 * @param args program and arguments; a program without a slash is looked up in the PATH of {@code
 *     env}
 * @param env the whole environment, {@code NAME=value}: nothing is added
 * @param cwd absolute; made with mode 0755 if missing
 * @param hostname at most 64 bytes
 * @param mounts made in this order, after /proc, /dev and /sys
 * @param insecure with all capabilities, no system call filter, and nothing of /proc and /sys
 *     hidden
 * @param ids absent: as real as the user namespace has them
 * @param openFiles soft limit of open files; without it that of this JVM, which is the highest
 */
public record ContainerSpec(
    Overlay root,
    List<String> args,
    List<String> env,
    String cwd,
    ContainerUser user,
    String hostname,
    Network network,
    List<Mount> mounts,
    boolean insecure,
    Optional<EmulatedIds> ids,
    OptionalLong openFiles) {

  public ContainerSpec {
    args = List.copyOf(args);
    env = List.copyOf(env);
    mounts = List.copyOf(mounts);
    if (args.isEmpty() || args.get(0).isEmpty()) {
      throw new IllegalArgumentException("a container needs a program to run");
    }
    if (!cwd.startsWith("/")) {
      throw new IllegalArgumentException("working directory \"" + cwd + "\" is not absolute");
    }
    for (String entry : env) {
      if (entry.indexOf('=') < 1) {
        throw new IllegalArgumentException("\"" + entry + "\" is not of the form NAME=value");
      }
    }
  }

  /** As root, in {@code /}, on the host's network, with nothing mounted. */
  public static ContainerSpec of(Overlay root, List<String> args, List<String> env) {
    return new ContainerSpec(
        root,
        args,
        env,
        "/",
        ContainerUser.ROOT,
        "buildkitsandbox",
        Network.HOST,
        List.of(),
        false,
        Optional.empty(),
        OptionalLong.empty());
  }

  public ContainerSpec withArgs(List<String> newArgs) {
    return new ContainerSpec(
        root, newArgs, env, cwd, user, hostname, network, mounts, insecure, ids, openFiles);
  }

  public ContainerSpec withCwd(String newCwd) {
    return new ContainerSpec(
        root, args, env, newCwd, user, hostname, network, mounts, insecure, ids, openFiles);
  }

  public ContainerSpec withUser(ContainerUser newUser) {
    return new ContainerSpec(
        root, args, env, cwd, newUser, hostname, network, mounts, insecure, ids, openFiles);
  }

  public ContainerSpec withHostname(String newHostname) {
    return new ContainerSpec(
        root, args, env, cwd, user, newHostname, network, mounts, insecure, ids, openFiles);
  }

  public ContainerSpec withNetwork(Network newNetwork) {
    return new ContainerSpec(
        root, args, env, cwd, user, hostname, newNetwork, mounts, insecure, ids, openFiles);
  }

  public ContainerSpec withMounts(List<? extends Mount> newMounts) {
    return new ContainerSpec(
        root,
        args,
        env,
        cwd,
        user,
        hostname,
        network,
        List.copyOf(newMounts),
        insecure,
        ids,
        openFiles);
  }

  public ContainerSpec withInsecure(boolean newInsecure) {
    return new ContainerSpec(
        root, args, env, cwd, user, hostname, network, mounts, newInsecure, ids, openFiles);
  }

  public ContainerSpec withIds(EmulatedIds newIds) {
    return new ContainerSpec(
        root,
        args,
        env,
        cwd,
        user,
        hostname,
        network,
        mounts,
        insecure,
        Optional.of(newIds),
        openFiles);
  }

  public ContainerSpec withOpenFiles(OptionalLong newOpenFiles) {
    return new ContainerSpec(
        root, args, env, cwd, user, hostname, network, mounts, insecure, ids, newOpenFiles);
  }
}
