// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.dockerfile.Comments;
import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.Stage;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.CallFormat;
import dev.jbuild.engine.CallResult;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.oci.Json;
import java.io.IOException;
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
          case SARIF ->
              throw new BuildException(
                  ExitCode.COMMAND_LINE, "targets have no format sarif, only text and json");
        };
    return new CallResult(text, 0, 0);
  }

  /** Those that can be named, and the last one. */
  private static String text(Dockerfile dockerfile) {
    TextTable table = new TextTable("TARGET", "DESCRIPTION");
    for (Stage stage : dockerfile.stages()) {
      boolean last = isLast(stage, dockerfile);
      if (last || stage.name().isPresent()) {
        String name = stage.name().map(n -> last ? n + " (default)" : n).orElse("(default)");
        table.row(name, description(stage, dockerfile).orElse(""));
      }
    }
    return table.toString();
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
