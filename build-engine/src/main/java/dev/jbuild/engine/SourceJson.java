// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import java.util.ArrayList;
import java.util.List;

/** Contexts and Dockerfiles in a request: {@code {"type": "directory", "path": "file:///src/"}}. */
final class SourceJson {
  private static final String TYPE = "type";

  private SourceJson() {}

  static ObjectNode write(ContextSource source) {
    ObjectNode json = Json.object();
    if (source instanceof ContextSource.Directory s) {
      s.ignoreFile().ifPresent(f -> json.put("ignoreFile", RequestJson.uri(f)));
      return json.put(TYPE, "directory").put("path", RequestJson.uri(s.path()));
    }
    if (source instanceof ContextSource.Archive s) {
      return json.put(TYPE, "archive").put("path", RequestJson.uri(s.path()));
    }
    if (source instanceof ContextSource.Web s) {
      return json.put(TYPE, "web").put("url", s.url());
    }
    if (source instanceof ContextSource.Git s) {
      return json.put(TYPE, "git").put("url", s.url()).put("keepGitDir", s.keepGitDir());
    }
    if (source instanceof ContextSource.Image s) {
      return json.put(TYPE, "image").put("name", s.name());
    }
    if (source instanceof ContextSource.OciLayout s) {
      return json.put(TYPE, "oci-layout")
          .put("path", RequestJson.uri(s.path()))
          .put("selector", s.selector());
    }
    if (source instanceof ContextSource.Stage s) {
      return json.put(TYPE, "stage").put("name", s.name());
    }
    throw noStandardInput();
  }

  static ContextSource context(JsonNode json) {
    String type = Json.text(json, TYPE);
    return switch (type) {
      case "directory" ->
          new ContextSource.Directory(
              RequestJson.path(Json.text(json, "path")),
              Json.optionalText(json, "ignoreFile").map(RequestJson::path));
      case "archive" -> new ContextSource.Archive(RequestJson.path(Json.text(json, "path")));
      case "web" -> new ContextSource.Web(Json.text(json, "url"));
      case "git" ->
          new ContextSource.Git(Json.text(json, "url"), json.path("keepGitDir").asBoolean());
      case "image" -> new ContextSource.Image(Json.text(json, "name"));
      case "oci-layout" ->
          new ContextSource.OciLayout(
              RequestJson.path(Json.text(json, "path")), json.path("selector").asText());
      case "stage" -> new ContextSource.Stage(Json.text(json, "name"));
      default -> throw new IllegalArgumentException("unknown type of context " + type);
    };
  }

  static ObjectNode write(DockerfileSource source) {
    ObjectNode json = Json.object();
    if (source instanceof DockerfileSource.LocalFile s) {
      return json.put(TYPE, "file").put("path", RequestJson.uri(s.path()));
    }
    if (source instanceof DockerfileSource.InContext s) {
      return json.put(TYPE, "in-context").put("name", s.path());
    }
    if (source instanceof DockerfileSource.Web s) {
      return json.put(TYPE, "web").put("url", s.url());
    }
    if (source instanceof DockerfileSource.Joined s) {
      ArrayNode files = json.put(TYPE, "joined").putArray("files");
      s.files().forEach(file -> files.add(write(file)));
      return json;
    }
    throw noStandardInput();
  }

  static DockerfileSource dockerfile(JsonNode json) {
    String type = Json.text(json, TYPE);
    return switch (type) {
      case "file" -> new DockerfileSource.LocalFile(RequestJson.path(Json.text(json, "path")));
      case "in-context" -> new DockerfileSource.InContext(Json.text(json, "name"));
      case "web" -> new DockerfileSource.Web(Json.text(json, "url"));
      case "joined" -> {
        List<DockerfileSource> files = new ArrayList<>();
        json.path("files").forEach(file -> files.add(dockerfile(file)));
        yield new DockerfileSource.Joined(files);
      }
      default -> throw new IllegalArgumentException("unknown type of Dockerfile " + type);
    };
  }

  private static IllegalArgumentException noStandardInput() {
    return new IllegalArgumentException(
        "standard input can't be handed to another process: give a file");
  }
}
