// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.dockerfile.Comments;
import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.Stage;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.CallFormat;
import dev.jbuild.engine.CallResult;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code --call=targets}: the stages that can be built. */
public final class TargetsCall {
  private TargetsCall() {}

  /** Reads the Dockerfile of a request, and nothing else. */
  public static CallResult run(BuildRequest request, CallFormat format) throws IOException {
    Dockerfile dockerfile = Dockerfile.parse(DockerfileInput.of(request).dockerfile());
    String text =
        switch (format) {
          case TEXT -> text(dockerfile);
          case JSON -> Json.toPrettyString(json(dockerfile)) + "\n";
          case SARIF -> sarif(dockerfile);
        };
    return new CallResult(text, 0, 0);
  }

  private static String text(Dockerfile dockerfile) {
    TextTable table = new TextTable("TARGET", "DESCRIPTION");
    for (Stage stage : targets(dockerfile)) {
      table.row(shown(stage, dockerfile), description(stage, dockerfile).orElse(""));
    }
    return table.toString();
  }

  private static String sarif(Dockerfile dockerfile) {
    SarifLog log = new SarifLog();
    log.rule("Target", "a stage that can be built by --target", "none");
    for (Stage stage : targets(dockerfile)) {
      String description = description(stage, dockerfile).map(d -> ": " + d).orElse("");
      String message = "target " + shown(stage, dockerfile) + description;
      log.information("Target", message, stage.from().origin().span());
    }
    return log.text();
  }

  /** The stages that can be named, and the last one. */
  private static List<Stage> targets(Dockerfile dockerfile) {
    return dockerfile.stages().stream()
        .filter(stage -> isLast(stage, dockerfile) || stage.name().isPresent())
        .toList();
  }

  private static String shown(Stage stage, Dockerfile dockerfile) {
    boolean last = isLast(stage, dockerfile);
    return stage.name().map(n -> last ? n + " (default)" : n).orElse("(default)");
  }

  /** As BuildKit's {@code frontend.targets}: every stage, bases and platforms as written. */
  private static ObjectNode json(Dockerfile dockerfile) {
    Sources sources = new Sources(dockerfile.source());
    ObjectNode json = Json.object();
    ArrayNode targets = json.putArray("targets");
    for (Stage stage : dockerfile.stages()) {
      ObjectNode target = targets.addObject();
      stage.name().ifPresent(name -> target.put("name", name));
      if (isLast(stage, dockerfile)) {
        target.put("default", true);
      }
      description(stage, dockerfile).ifPresent(text -> target.put("description", text));
      target.put("base", stage.from().image().text());
      stage.from().platform().ifPresent(platform -> target.put("platform", platform.text()));
      target.set("location", sources.location(stage.from().origin().span()));
    }
    json.set("sources", sources.texts());
    return json;
  }

  private static boolean isLast(Stage stage, Dockerfile dockerfile) {
    return stage.index() == dockerfile.stages().size() - 1;
  }

  private static Optional<String> description(Stage stage, Dockerfile dockerfile) {
    return stage
        .name()
        .flatMap(
            name -> Comments.description(Comments.above(dockerfile, stage.from().origin()), name));
  }
}
