// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.oci.ContainerConfig;
import dev.jbuild.oci.Healthcheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The configuration of a stage while its instructions are folded into it.
 *
 * <p>{@code env} goes into the image; {@code runEnv} is what RUN sees and what expansion reads: the
 * values of ARG and ENV, whichever came last.
 */
final class StageState {
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final List<String> SHELL = List.of("/bin/sh", "-c");

  private final Map<String, String> env;
  private final Variables runEnv;

  /** ARGs of this stage in the order of the file; the value is empty where it has none. */
  private final Variables args = new Variables(Map.of());

  final NavigableSet<String> exposedPorts;
  final NavigableSet<String> volumes;
  final Map<String, String> labels;
  final List<String> onBuild = new ArrayList<>();
  String user;
  String workingDir;
  Optional<List<String>> entrypoint;
  Optional<List<String>> cmd;
  boolean cmdIsOurs;
  boolean argsEscaped;
  Optional<String> stopSignal;
  Optional<Healthcheck> healthcheck;
  Optional<List<String>> shell;
  Optional<String> author;

  /** Starts from a base's configuration, without its triggers; PATH is always there. */
  StageState(ContainerConfig base, Map<String, String> inheritedRunEnv, Optional<String> author) {
    env = new LinkedHashMap<>(base.env());
    env.putIfAbsent("PATH", PATH);
    runEnv = new Variables(inheritedRunEnv);
    env.forEach(runEnv::set);
    exposedPorts = new TreeSet<>(base.exposedPorts());
    volumes = new TreeSet<>(base.volumes());
    labels = new LinkedHashMap<>(base.labels());
    user = base.user();
    workingDir = base.workingDir();
    entrypoint = base.entrypoint();
    cmd = base.cmd();
    argsEscaped = base.argsEscaped();
    stopSignal = base.stopSignal();
    healthcheck = base.healthcheck();
    shell = base.shell();
    this.author = author;
  }

  ContainerConfig config() {
    return new ContainerConfig(
        user,
        exposedPorts,
        env,
        entrypoint,
        cmd,
        argsEscaped,
        volumes,
        workingDir,
        labels,
        stopSignal,
        healthcheck,
        shell,
        onBuild);
  }

  Optional<String> variable(String name) {
    return runEnv.get(name);
  }

  void setEnv(String name, String value) {
    env.put(name, value);
    runEnv.set(name, value);
  }

  void setArg(String name, Optional<String> value) {
    args.set(name, value.orElse(""));
    value.filter(v -> BuildArgs.isVariable(name)).ifPresent(v -> runEnv.set(name, v));
  }

  /** What RUN sees at this moment. */
  Map<String, String> runEnv() {
    return runEnv.snapshot();
  }

  /** The ARGs declared so far, with the values that they were given. */
  Map<String, String> args() {
    return args.snapshot();
  }

  /** Where RUN starts, and what relative paths are relative to. */
  String cwd() {
    return workingDir.isEmpty() ? "/" : workingDir;
  }

  List<String> withShell(String text) {
    List<String> words = new ArrayList<>(shell.orElse(SHELL));
    words.add(text);
    return words;
  }
}
