// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.Platform;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A {@link BuildRequest} as JSON, one line, for a jbuild in another process.
 *
 * <p>Paths are absolute {@code file:} URIs: these keep names that are not valid in the sender's
 * character encoding, and don't depend on the receiver's working directory.
 *
 * <pre>{"root":"file:///var/jbuild/","context":{"type":"directory",…},"tags":["app:1"],…}</pre>
 */
public final class RequestJson {
  private static final String STANDARD_OUTPUT = "-";

  private RequestJson() {}

  /** UTF-8 without a line break. */
  public static byte[] write(BuildRequest request) {
    ObjectNode json = Json.object();
    json.put("root", uri(request.root()));
    json.set("context", SourceJson.write(request.context()));
    request.dockerfile().ifPresent(d -> json.set("dockerfile", SourceJson.write(d)));
    ObjectNode contexts = json.putObject("namedContexts");
    request.namedContexts().forEach((name, source) -> contexts.set(name, SourceJson.write(source)));
    json.set("tags", Json.array(request.tags()));
    json.set("buildArgs", Json.object(request.buildArgs()));
    request.target().ifPresent(t -> json.put("target", t));
    json.set("labels", Json.object(request.labels()));
    request.platform().ifPresent(p -> json.put("platform", p.toString()));
    if (!request.cache().equals(CacheOptions.DEFAULT)) {
      json.set("cache", CacheJson.write(request.cache()));
    }
    json.put("contextModes", request.contextModes().displayName());
    json.put("pull", request.pull().displayName());
    json.put("network", request.network().displayName());
    json.put("compression", request.compression().displayName());
    request.jobs().ifPresent(n -> json.put("jobs", n));
    request.sourceDateEpoch().ifPresent(n -> json.put("sourceDateEpoch", n));
    ArrayNode outputs = json.putArray("outputs");
    request.outputs().forEach(o -> outputs.add(write(o)));
    if (!request.grants().equals(Grants.NONE)) {
      json.set("grants", GrantsJson.write(request.grants()));
    }
    if (!request.registries().equals(RegistryAccess.DEFAULT)) {
      json.set("registries", RegistryAccessJson.write(request.registries()));
    }
    return Json.toBytes(json);
  }

  /** Reads what {@link #write} wrote; OciException or IllegalArgumentException names what's bad. */
  public static BuildRequest read(byte[] data) {
    ObjectNode json = Json.parseObject(data, "build request");
    Map<String, ContextSource> contexts = new LinkedHashMap<>();
    json.path("namedContexts")
        .properties()
        .forEach(c -> contexts.put(c.getKey(), SourceJson.context(c.getValue())));
    List<Output> outputs = new ArrayList<>();
    json.path("outputs").forEach(o -> outputs.add(readOutput(o)));
    return new BuildRequest(
        path(Json.text(json, "root")),
        SourceJson.context(json.path("context")),
        Optional.of(json.path("dockerfile")).filter(d -> d.isObject()).map(SourceJson::dockerfile),
        contexts,
        Json.strings(json, "tags"),
        Json.stringMap(json, "buildArgs"),
        Json.optionalText(json, "target"),
        Json.stringMap(json, "labels"),
        Json.optionalText(json, "platform").map(Platform::parse),
        CacheJson.read(json.path("cache")),
        ContextModes.parse(Json.text(json, "contextModes")),
        PullPolicy.parse(Json.text(json, "pull")),
        NetworkMode.parse(Json.text(json, "network")),
        Compression.parse(Json.text(json, "compression")),
        json.has("jobs")
            ? OptionalInt.of(Math.toIntExact(Json.size(json, "jobs")))
            : OptionalInt.empty(),
        json.has("sourceDateEpoch")
            ? OptionalLong.of(Json.size(json, "sourceDateEpoch"))
            : OptionalLong.empty(),
        outputs,
        GrantsJson.read(json.path("grants")),
        RegistryAccessJson.read(json.path("registries")));
  }

  private static ObjectNode write(Output output) {
    ObjectNode json = Json.object();
    if (output instanceof Output.Registry o) {
      return json.put("type", "registry").put("byDigest", o.byDigest());
    }
    if (output instanceof Output.OciLayout o) {
      return json.put("type", "oci").put("dest", destination(o.dest())).put("tar", o.tar());
    }
    if (output instanceof Output.DockerArchive o) {
      return json.put("type", "docker").put("dest", destination(o.dest()));
    }
    if (output instanceof Output.RootfsTar o) {
      return json.put("type", "tar").put("dest", destination(o.dest()));
    }
    if (output instanceof Output.RootfsDirectory o) {
      return json.put("type", "local").put("dest", destination(o.dest()));
    }
    throw new AssertionError(output);
  }

  private static Output readOutput(JsonNode json) {
    String type = Json.text(json, "type");
    if (type.equals("registry")) {
      return new Output.Registry(json.path("byDigest").asBoolean());
    }
    String text = Json.text(json, "dest");
    Path dest = text.equals(STANDARD_OUTPUT) ? Output.STANDARD_OUTPUT : path(text);
    return switch (type) {
      case "oci" -> new Output.OciLayout(dest, json.path("tar").asBoolean());
      case "docker" -> new Output.DockerArchive(dest);
      case "tar" -> new Output.RootfsTar(dest);
      case "local" -> new Output.RootfsDirectory(dest);
      default -> throw new IllegalArgumentException("unknown type of output " + type);
    };
  }

  private static String destination(Path dest) {
    return dest.equals(Output.STANDARD_OUTPUT) ? STANDARD_OUTPUT : uri(dest);
  }

  static String uri(Path path) {
    return path.toUri().toString();
  }

  static Path path(String uri) {
    URI parsed = URI.create(uri);
    if (!Optional.ofNullable(parsed.getScheme()).equals(Optional.of("file"))) {
      throw new IllegalArgumentException("not a file: URI: " + uri);
    }
    return Path.of(parsed);
  }
}
