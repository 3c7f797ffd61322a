// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.CallFormat;
import dev.jbuild.engine.CallResult;
import dev.jbuild.engine.plan.Outline;
import dev.jbuild.engine.plan.OutlineReader;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code --call=outline}: what a build of the target can be given. */
public final class OutlineCall {
  private OutlineCall() {}

  /** Reads the Dockerfile of a request, and nothing else. */
  public static CallResult run(BuildRequest request, CallFormat format) throws IOException {
    Dockerfile dockerfile = Dockerfile.parse(DockerfileInput.of(request).dockerfile());
    Platform platform = request.platform().orElseGet(Platform::host);
    Outline outline = OutlineReader.read(dockerfile, BuildSession.planOptions(request, platform));
    String text =
        switch (format) {
          case TEXT -> text(outline);
          case JSON -> Json.toPrettyString(json(outline, dockerfile)) + "\n";
          case SARIF -> sarif(outline);
        };
    return new CallResult(text, 0, 0);
  }

  static String text(Outline outline) {
    List<String> parts = new ArrayList<>();
    if (outline.name().isPresent() || outline.description().isPresent()) {
      String name = "TARGET:      " + outline.name().orElse("(default)") + "\n";
      parts.add(name + outline.description().map(d -> "DESCRIPTION: " + d + "\n").orElse(""));
    }
    if (!outline.args().isEmpty()) {
      TextTable table = new TextTable("BUILD ARG", "VALUE", "DESCRIPTION");
      for (Outline.Arg arg : outline.args()) {
        table.row(arg.name(), arg.value().orElse(""), arg.description().orElse(""));
      }
      parts.add(table.toString());
    }
    add(parts, "SECRET", outline.secrets());
    add(parts, "SSH", outline.ssh());
    if (!outline.caches().isEmpty()) {
      TextTable table = new TextTable("CACHE");
      outline.caches().forEach(cache -> table.row(cache.id()));
      parts.add(table.toString());
    }
    return String.join("\n", parts);
  }

  private static void add(List<String> parts, String head, List<Outline.Use> uses) {
    if (!uses.isEmpty()) {
      TextTable table = new TextTable(head, "REQUIRED");
      uses.forEach(use -> table.row(use.id(), use.required() ? "true" : ""));
      parts.add(table.toString());
    }
  }

  private static String sarif(Outline outline) {
    SarifLog log = new SarifLog();
    log.rule("BuildArg", "what --build-arg can set", "none");
    log.rule("Secret", "what --secret can give", "none");
    log.rule("Ssh", "what --ssh can give", "none");
    log.rule("Cache", "a cache that outlives builds", "none");
    for (Outline.Arg arg : outline.args()) {
      String value = arg.value().map(v -> "=" + v).orElse("");
      String description = arg.description().map(d -> ": " + d).orElse("");
      log.information(
          "BuildArg", "build argument " + arg.name() + value + description, arg.place());
    }
    inform(log, "Secret", "secret ", outline.secrets());
    inform(log, "Ssh", "ssh agent ", outline.ssh());
    inform(log, "Cache", "cache ", outline.caches());
    return log.text();
  }

  private static void inform(SarifLog log, String rule, String what, List<Outline.Use> uses) {
    for (Outline.Use use : uses) {
      log.information(rule, what + use.id() + (use.required() ? " (required)" : ""), use.place());
    }
  }

  /** As BuildKit's {@code frontend.outline}: what is empty is left out. */
  static ObjectNode json(Outline outline, Dockerfile dockerfile) {
    Sources sources = new Sources(dockerfile.source());
    ObjectNode json = Json.object();
    outline.name().ifPresent(name -> json.put("name", name));
    outline.description().ifPresent(description -> json.put("description", description));
    if (!outline.args().isEmpty()) {
      ArrayNode args = json.putArray("args");
      for (Outline.Arg arg : outline.args()) {
        ObjectNode node = args.addObject().put("name", arg.name());
        arg.description().ifPresent(description -> node.put("description", description));
        arg.value().filter(v -> !v.isEmpty()).ifPresent(value -> node.put("value", value));
        node.set("location", sources.location(arg.place()));
      }
    }
    put(json, "secrets", "name", outline.secrets(), sources);
    put(json, "ssh", "name", outline.ssh(), sources);
    put(json, "cache", "ID", outline.caches(), sources);
    json.set("sources", sources.texts());
    return json;
  }

  private static void put(
      ObjectNode json, String field, String key, List<Outline.Use> uses, Sources sources) {
    if (uses.isEmpty()) {
      return;
    }
    ArrayNode array = json.putArray(field);
    for (Outline.Use use : uses) {
      ObjectNode node = array.addObject().put(key, use.id());
      if (use.required()) {
        node.put("required", true);
      }
      node.set("location", sources.location(use.place()));
    }
  }
}
