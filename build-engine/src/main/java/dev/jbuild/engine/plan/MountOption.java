// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Instruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The options of one {@code RUN --mount=…}, as far as an outline needs them. */
record MountOption(Map<String, String> values) {
  private static final String FLAG = "--mount=";

  MountOption {
    values = Map.copyOf(values);
  }

  /** All mounts of a RUN, in their order. */
  static List<MountOption> of(Instruction.Run run) {
    List<MountOption> mounts = new ArrayList<>();
    String[] words = run.origin().text().split("\\s+", -1);
    for (int i = 1; i < words.length && words[i].startsWith("--"); i++) {
      if (words[i].startsWith(FLAG)) {
        mounts.add(parse(words[i].substring(FLAG.length())));
      }
    }
    return mounts;
  }

  private static MountOption parse(String text) {
    Map<String, String> values = new HashMap<>();
    for (String field : text.replace("\"", "").split(",", -1)) {
      int equals = field.indexOf('=');
      String key = (equals < 0 ? field : field.substring(0, equals)).toLowerCase(Locale.ROOT);
      values.put(synonym(key), equals < 0 ? "true" : field.substring(equals + 1));
    }
    return new MountOption(values);
  }

  private static String synonym(String key) {
    return switch (key) {
      case "src" -> "source";
      case "dst", "destination" -> "target";
      default -> key;
    };
  }

  Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  String type() {
    return value("type").orElse("bind");
  }

  boolean required() {
    return value("required").filter("true"::equals).isPresent();
  }
}
