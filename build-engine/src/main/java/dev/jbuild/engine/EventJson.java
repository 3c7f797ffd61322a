// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Json;
import java.time.Duration;
import java.util.Locale;

/**
 * What a jbuild in another process says while it builds: one JSON object a line, the last one a
 * result or an error.
 *
 * <pre>
 * {"event":"step-started","step":1,"name":"[1/2] RUN make"}
 * {"event":"step-finished","step":1,"outcome":"done","nanos":812000000}
 * {"result":{"manifest":{…},"imageId":"sha256:…","names":["docker.io/library/app:1"]}}
 * </pre>
 */
public final class EventJson {
  private static final String RESULT = "result";
  private static final String ERROR = "error";

  private EventJson() {}

  /** One line. */
  public sealed interface Message {}

  /** Something happened; more lines follow. */
  public record Event(BuildEvent event) implements Message {}

  /** The build is finished. */
  public record Result(BuildResult result) implements Message {}

  /** The build failed. */
  public record Failure(ErrorReport report) implements Message {}

  /** UTF-8 without a line break. */
  public static byte[] write(Message message) {
    if (message instanceof Event e) {
      return Json.toBytes(write(e.event()));
    }
    ObjectNode json = Json.object();
    if (message instanceof Result r) {
      ObjectNode result = json.putObject(RESULT);
      result.set("manifest", r.result().manifest().toJson());
      result.put("imageId", r.result().imageId().toString());
      result.set("names", Json.array(r.result().names()));
      return Json.toBytes(json);
    }
    if (message instanceof Failure f) {
      json.putObject(ERROR)
          .put("exitCode", f.report().exitCode().name())
          .put("text", f.report().text());
      return Json.toBytes(json);
    }
    throw new AssertionError(message);
  }

  /** Reads what {@link #write} wrote; OciException or IllegalArgumentException names what's bad. */
  public static Message read(byte[] line) {
    ObjectNode json = Json.parseObject(line, "message of jbuild");
    if (json.path(RESULT) instanceof ObjectNode result) {
      return new Result(
          new BuildResult(
              Descriptor.fromJson(result.path("manifest")),
              Digest.parse(Json.text(result, "imageId")),
              Json.strings(result, "names")));
    }
    if (json.path(ERROR) instanceof ObjectNode error) {
      return new Failure(
          new ErrorReport(
              ExitCode.valueOf(Json.text(error, "exitCode")), Json.text(error, "text")));
    }
    return new Event(readEvent(json));
  }

  private static ObjectNode write(BuildEvent event) {
    ObjectNode json = Json.object();
    if (event instanceof BuildEvent.Notice e) {
      return json.put("event", "notice").put("text", e.text());
    }
    if (event instanceof BuildEvent.Warning e) {
      return json.put("event", "warning").put("text", e.text());
    }
    if (event instanceof BuildEvent.Remark e) {
      return json.put("event", "remark").put("text", e.text());
    }
    if (event instanceof BuildEvent.StepStarted e) {
      return json.put("event", "step-started").put("step", e.step()).put("name", e.name());
    }
    if (event instanceof BuildEvent.CacheMiss e) {
      json.put("event", "cache-miss").put("step", e.step());
      json.set("reasons", Json.array(e.reasons()));
      return json;
    }
    if (event instanceof BuildEvent.StepOutput e) {
      return json.put("event", "step-output").put("step", e.step()).put("text", e.text());
    }
    if (event instanceof BuildEvent.StepFinished e) {
      return json.put("event", "step-finished")
          .put("step", e.step())
          .put("outcome", e.outcome().name().toLowerCase(Locale.ROOT))
          .put("nanos", e.elapsed().toNanos());
    }
    if (event instanceof BuildEvent.Transfer e) {
      return json.put("event", "transfer")
          .put("direction", e.direction().name().toLowerCase(Locale.ROOT))
          .put("what", e.what())
          .put("doneBytes", e.doneBytes())
          .put("totalBytes", e.totalBytes());
    }
    if (event instanceof BuildEvent.Pushed e) {
      json.put("event", "pushed").put("name", e.name()).put("digest", e.digest().toString());
      e.failure().ifPresent(f -> json.put("failure", f));
      return json;
    }
    throw new AssertionError(event);
  }

  private static BuildEvent readEvent(ObjectNode json) {
    String kind = Json.text(json, "event");
    return switch (kind) {
      case "notice" -> new BuildEvent.Notice(anyText(json, "text"));
      case "warning" -> new BuildEvent.Warning(anyText(json, "text"));
      case "remark" -> new BuildEvent.Remark(anyText(json, "text"));
      case "step-started" -> new BuildEvent.StepStarted(step(json), anyText(json, "name"));
      case "cache-miss" -> new BuildEvent.CacheMiss(step(json), Json.strings(json, "reasons"));
      case "step-output" -> new BuildEvent.StepOutput(step(json), anyText(json, "text"));
      case "step-finished" ->
          new BuildEvent.StepFinished(
              step(json),
              BuildEvent.Outcome.valueOf(upper(Json.text(json, "outcome"))),
              Duration.ofNanos(Json.size(json, "nanos")));
      case "transfer" ->
          new BuildEvent.Transfer(
              BuildEvent.Direction.valueOf(upper(Json.text(json, "direction"))),
              anyText(json, "what"),
              Json.size(json, "doneBytes"),
              Json.size(json, "totalBytes"));
      case "pushed" ->
          new BuildEvent.Pushed(
              anyText(json, "name"),
              Digest.parse(Json.text(json, "digest")),
              Json.optionalText(json, "failure"));
      default -> throw new IllegalArgumentException("unknown event " + kind);
    };
  }

  private static String anyText(ObjectNode json, String field) {
    return Json.optionalText(json, field).orElse("");
  }

  private static int step(ObjectNode json) {
    return Math.toIntExact(Json.size(json, "step"));
  }

  private static String upper(String name) {
    return name.toUpperCase(Locale.ROOT);
  }
}
