// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildProgress;
import dev.jbuild.oci.Json;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** How the push to each name ended. */
final class Pushes {
  private final List<BuildEvent.Pushed> ended = new CopyOnWriteArrayList<>();

  /** Hears what {@code progress} hears, before it. */
  BuildProgress heardBy(BuildProgress progress) {
    return event -> {
      if (event instanceof BuildEvent.Pushed pushed) {
        ended.add(pushed);
      }
      progress.on(event);
    };
  }

  boolean isEmpty() {
    return ended.isEmpty();
  }

  /** {@code [{"name": "…", "digest": "sha256:…", "pushed": false, "error": "…"}]}. */
  ArrayNode toJson() {
    ArrayNode array = Json.array();
    for (BuildEvent.Pushed push : ended) {
      ObjectNode json =
          array
              .addObject()
              .put("name", push.name())
              .put("digest", push.digest().toString())
              .put("pushed", push.failure().isEmpty());
      push.failure().ifPresent(f -> json.put("error", f));
    }
    return array;
  }
}
