// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.engine.Images;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Json;
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
    String format = arguments.last(Flags.FORMAT).orElse("table");
    List<Images.Summary> list = images(arguments, session).list();
    session.print(
        switch (format) {
          case "table" -> ImageTable.render(list, java.time.InstantSource.system());
          case "json" -> Json.toPrettyString(json(list)) + "\n";
          default ->
              throw CommandLineError.of("unknown format " + format + ", known are table and json");
        });
  }

  /** One image as one document; several as an array of them. */
  static void inspect(Arguments arguments, Session session) {
    Images images = images(arguments, session);
    List<String> names = several(arguments, "inspect");
    if (names.size() == 1) {
      session.print(Json.toPrettyString(images.inspect(names.get(0))) + "\n");
      return;
    }
    ArrayNode array = Json.array();
    names.forEach(name -> array.add(images.inspect(name)));
    session.print(Json.toPrettyString(array) + "\n");
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
    return new Images(session.root(arguments.last(Flags.ROOT)));
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
