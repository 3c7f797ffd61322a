// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.engine.Images;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Json;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;

/** The commands about images in the store: push, pull, images, inspect, rmi. */
final class ImageCommands {
  private ImageCommands() {}

  static void push(Arguments arguments, Session session) {
    String name = single(arguments, "push");
    Descriptor manifest;
    try (Progress progress = Progress.of(arguments, session)) {
      manifest = images(arguments, session).push(name, progress);
    }
    session.print(manifest.digest() + "\n");
  }

  static void pull(Arguments arguments, Session session) {
    String name = single(arguments, "pull");
    Descriptor manifest;
    try (Progress progress = Progress.of(arguments, session)) {
      manifest = images(arguments, session).pull(name, RequestParser.platform(arguments), progress);
    }
    session.print(manifest.digest() + "\n");
  }

  static void list(Arguments arguments, Session session) {
    if (!arguments.operands().isEmpty()) {
      throw CommandLineError.of("unexpected argument " + arguments.operands().get(0));
    }
    List<Images.Summary> list = images(arguments, session).list();
    session.print(
        isJson(arguments)
            ? Json.toPrettyString(json(list)) + "\n"
            : ImageTable.render(list, InstantSource.system()));
  }

  /** Whether JSON is asked for, and not text. */
  static boolean isJson(Arguments arguments) {
    String format = arguments.last(Flags.FORMAT).orElse("table");
    if (!format.equals("json") && !format.equals("table")) {
      throw CommandLineError.of("unknown format " + format + ", known are table and json");
    }
    return format.equals("json");
  }

  /** One image as one document; several as an array of them. */
  static void inspect(Arguments arguments, Session session) {
    Images images = images(arguments, session);
    List<String> names = several(arguments, "inspect");
    boolean raw = arguments.isOn(Flags.RAW);
    boolean config = arguments.isOn(Flags.CONFIG);
    if (raw || config || isElsewhere(names.get(0))) {
      byte[] data =
          images.raw(single(arguments, "inspect"), config, RequestParser.platform(arguments));
      session.print(
          raw
              ? new String(data, StandardCharsets.UTF_8)
              : Json.toPrettyString(Json.parseObject(data, names.get(0))) + "\n");
      return;
    }
    if (names.size() == 1) {
      session.print(Json.toPrettyString(images.inspect(names.get(0))) + "\n");
      return;
    }
    ArrayNode array = Json.array();
    names.forEach(name -> array.add(images.inspect(name)));
    session.print(Json.toPrettyString(array) + "\n");
  }

  /** Whether a name begins with a transport, as in {@code docker://}, {@code oci:}. */
  private static boolean isElsewhere(String name) {
    return name.matches("(docker://|oci:|oci-archive:|docker-archive:|dir:).*");
  }

  static void history(Arguments arguments, Session session) {
    List<Images.HistoryLine> lines =
        images(arguments, session).history(single(arguments, "history"));
    session.print(
        isJson(arguments)
            ? Json.toPrettyString(HistoryTable.json(lines)) + "\n"
            : HistoryTable.render(lines, arguments.isOn(Flags.NO_TRUNC), InstantSource.system()));
  }

  static void tag(Arguments arguments, Session session) {
    List<String> names = arguments.operands();
    if (names.size() != 2) {
      throw CommandLineError.withHint("two names are needed", "jbuild tag NAME NEW-NAME");
    }
    session.print(images(arguments, session).tag(names.get(0), names.get(1)).digest() + "\n");
  }

  static void remove(Arguments arguments, Session session) {
    Images images = images(arguments, session);
    for (String name : several(arguments, "rmi")) {
      images.remove(name);
      session.err().println("removed " + name);
    }
  }

  static ArrayNode json(List<Images.Summary> list) {
    ArrayNode array = Json.array();
    for (Images.Summary image : list) {
      ObjectNode json = array.addObject();
      json.put("name", image.name());
      json.put("digest", image.digest().toString());
      json.put("id", image.imageId().toString());
      image.created().ifPresent(t -> json.put("created", t.toString()));
      json.put("size", image.sizeBytes());
    }
    return array;
  }

  private static Images images(Arguments arguments, Session session) {
    return new Images(session.root(arguments.last(Flags.ROOT)), RegistryFlags.parse(arguments));
  }

  private static String single(Arguments arguments, String command) {
    List<String> names = several(arguments, command);
    if (names.size() > 1) {
      throw CommandLineError.of("unexpected argument " + names.get(1) + ": one name is enough");
    }
    return names.get(0);
  }

  private static List<String> several(Arguments arguments, String command) {
    if (arguments.operands().isEmpty()) {
      throw CommandLineError.withHint("the name is missing", "jbuild " + command + " NAME");
    }
    return arguments.operands();
  }
}
