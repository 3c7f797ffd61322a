// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The execution parameters of an image: the {@code config} object of image-spec config.md, with
 * Docker's extensions (Healthcheck, Shell, OnBuild, ArgsEscaped).
 *
 * <p>{@code env} and {@code labels} keep their order. An {@code entrypoint} or {@code cmd} that is
 * absent differs from one that is empty only on its way through a build.
 */
public record ContainerConfig(
    String user,
    NavigableSet<String> exposedPorts,
    Map<String, String> env,
    Optional<List<String>> entrypoint,
    Optional<List<String>> cmd,
    boolean argsEscaped,
    NavigableSet<String> volumes,
    String workingDir,
    Map<String, String> labels,
    Optional<String> stopSignal,
    Optional<Healthcheck> healthcheck,
    Optional<List<String>> shell,
    List<String> onBuild) {

  /** What {@code FROM scratch} starts with. */
  public static final ContainerConfig EMPTY =
      new ContainerConfig(
          "",
          new TreeSet<>(),
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          false,
          new TreeSet<>(),
          "",
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  public ContainerConfig {
    exposedPorts = Collections.unmodifiableNavigableSet(new TreeSet<>(exposedPorts));
    env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    entrypoint = entrypoint.map(List::copyOf);
    cmd = cmd.map(List::copyOf);
    volumes = Collections.unmodifiableNavigableSet(new TreeSet<>(volumes));
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    shell = shell.map(List::copyOf);
    onBuild = List.copyOf(onBuild);
  }

  public ContainerConfig withUser(String user) {
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

  public ContainerConfig withExposedPorts(NavigableSet<String> exposedPorts) {
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

  public ContainerConfig withEnv(Map<String, String> env) {
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

  public ContainerConfig withEntrypoint(Optional<List<String>> entrypoint) {
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

  public ContainerConfig withCmd(Optional<List<String>> cmd) {
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

  public ContainerConfig withArgsEscaped(boolean argsEscaped) {
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

  public ContainerConfig withVolumes(NavigableSet<String> volumes) {
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

  public ContainerConfig withWorkingDir(String workingDir) {
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

  public ContainerConfig withLabels(Map<String, String> labels) {
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

  public ContainerConfig withStopSignal(Optional<String> stopSignal) {
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

  public ContainerConfig withHealthcheck(Optional<Healthcheck> healthcheck) {
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

  public ContainerConfig withShell(Optional<List<String>> shell) {
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

  public ContainerConfig withOnBuild(List<String> onBuild) {
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

  static ContainerConfig fromJson(JsonNode json) {
    return new ContainerConfig(
        Json.optionalText(json, "User").orElse(""),
        keys(json, "ExposedPorts"),
        parseEnv(Json.strings(json, "Env")),
        Json.optionalStrings(json, "Entrypoint"),
        Json.optionalStrings(json, "Cmd"),
        json.path("ArgsEscaped").asBoolean(),
        keys(json, "Volumes"),
        Json.optionalText(json, "WorkingDir").orElse(""),
        Json.stringMap(json, "Labels"),
        Json.optionalText(json, "StopSignal"),
        json.path("Healthcheck").isObject()
            ? Optional.of(Healthcheck.fromJson(json.path("Healthcheck")))
            : Optional.empty(),
        Json.optionalStrings(json, "Shell"),
        Json.strings(json, "OnBuild"));
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    if (!user.isEmpty()) {
      json.put("User", user);
    }
    putKeys(json, "ExposedPorts", exposedPorts);
    if (!env.isEmpty()) {
      json.set(
          "Env",
          Json.array(env.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList()));
    }
    entrypoint.ifPresent(e -> json.set("Entrypoint", Json.array(e)));
    cmd.ifPresent(c -> json.set("Cmd", Json.array(c)));
    if (argsEscaped) {
      json.put("ArgsEscaped", true);
    }
    putKeys(json, "Volumes", volumes);
    if (!workingDir.isEmpty()) {
      json.put("WorkingDir", workingDir);
    }
    if (!labels.isEmpty()) {
      json.set("Labels", Json.object(labels));
    }
    stopSignal.ifPresent(s -> json.put("StopSignal", s));
    healthcheck.ifPresent(h -> json.set("Healthcheck", h.toJson()));
    shell.ifPresent(s -> json.set("Shell", Json.array(s)));
    if (!onBuild.isEmpty()) {
      json.set("OnBuild", Json.array(onBuild));
    }
    return json;
  }

  private static Map<String, String> parseEnv(List<String> env) {
    Map<String, String> result = new LinkedHashMap<>();
    for (String item : env) {
      int equals = item.indexOf('=');
      result.put(
          equals < 0 ? item : item.substring(0, equals),
          equals < 0 ? "" : item.substring(equals + 1));
    }
    return result;
  }

  private static NavigableSet<String> keys(JsonNode json, String field) {
    NavigableSet<String> keys = new TreeSet<>();
    json.path(field).fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static void putKeys(ObjectNode json, String field, NavigableSet<String> keys) {
    if (!keys.isEmpty()) {
      ObjectNode object = json.putObject(field);
      keys.forEach(object::putObject);
    }
  }
}
