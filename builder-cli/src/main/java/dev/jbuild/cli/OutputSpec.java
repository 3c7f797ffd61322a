// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.Output;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code --output}: comma-separated keys as in docker buildx, {@code type=oci,dest=a.tar}.
 *
 * <p>A value without any {@code =} is a directory for {@code type=local}, or {@code -} for {@code
 * type=tar} on standard output. A field in double quotes may contain commas.
 */
final class OutputSpec {
  private static final List<String> TYPES = List.of("oci", "docker", "tar", "local", "registry");
  private static final List<String> KEYS = List.of("type", "dest", "tar", "push-by-digest");

  private OutputSpec() {}

  static Output parse(String text) {
    if (text.isEmpty()) {
      throw failure(text, "it is empty");
    }
    if (text.indexOf('=') < 0 && text.indexOf(',') < 0) {
      return text.equals("-")
          ? new Output.RootfsTar(Output.STANDARD_OUTPUT)
          : new Output.RootfsDirectory(Path.of(text));
    }
    Map<String, String> keys = keys(text);
    String type =
        Optional.ofNullable(keys.get("type"))
            .orElseThrow(() -> failure(text, "it has no type, which is one of " + list(TYPES)));
    Optional<Boolean> tar = Optional.ofNullable(keys.get("tar")).map(v -> bool(text, "tar", v));
    if (tar.isPresent() && !type.equals("oci") && TYPES.contains(type)) {
      throw failure(text, "tar is for type=oci only");
    }
    return switch (type) {
      case "oci" -> oci(text, keys, tar.orElse(true));
      case "docker" -> new Output.DockerArchive(dest(text, keys));
      case "tar" -> new Output.RootfsTar(dest(text, keys));
      case "local" -> new Output.RootfsDirectory(directory(text, keys));
      case "registry" -> {
        if (keys.containsKey("dest")) {
          throw failure(text, "type=registry has no dest: the image is pushed to its --tag names");
        }
        yield new Output.Registry(
            Optional.ofNullable(keys.get("push-by-digest"))
                .map(v -> bool(text, "push-by-digest", v))
                .orElse(false));
      }
      case "image" ->
          throw failure(
              text,
              "type image is not supported yet: the store has the image anyway, --push pushes");
      default -> throw failure(text, "unknown type " + type + ", known are " + list(TYPES));
    };
  }

  /** Whether it is written to standard output. */
  static boolean isStandardOutput(Output output) {
    return (output instanceof Output.OciLayout o && o.dest().equals(Output.STANDARD_OUTPUT))
        || (output instanceof Output.DockerArchive d && d.dest().equals(Output.STANDARD_OUTPUT))
        || (output instanceof Output.RootfsTar t && t.dest().equals(Output.STANDARD_OUTPUT));
  }

  private static Output oci(String text, Map<String, String> keys, boolean tar) {
    return new Output.OciLayout(tar ? dest(text, keys) : directory(text, keys), tar);
  }

  private static Path dest(String text, Map<String, String> keys) {
    String dest = keys.getOrDefault("dest", "");
    if (dest.isEmpty()) {
      throw failure(text, "it has no dest, a path or - for standard output");
    }
    return dest.equals("-") ? Output.STANDARD_OUTPUT : Path.of(dest);
  }

  private static Path directory(String text, Map<String, String> keys) {
    Path dest = dest(text, keys);
    if (dest.equals(Output.STANDARD_OUTPUT)) {
      throw failure(text, "a directory can't be written to standard output");
    }
    return dest;
  }

  private static Map<String, String> keys(String text) {
    Map<String, String> keys = new LinkedHashMap<>();
    for (String field : CommaFields.of("--output", text)) {
      int equals = field.indexOf('=');
      String key = equals < 0 ? field : field.substring(0, equals);
      if (!KEYS.contains(key)) {
        throw failure(text, "unknown key " + key + ", known are " + list(KEYS));
      }
      if (equals < 0) {
        throw failure(text, "key " + key + " has no value");
      }
      if (keys.put(key, field.substring(equals + 1)) != null) {
        throw failure(text, "key " + key + " is given twice");
      }
    }
    return keys;
  }

  private static boolean bool(String text, String key, String value) {
    return switch (value) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw failure(text, key + " is either true or false, not \"" + value + "\"");
    };
  }

  private static String list(List<String> words) {
    return String.join(", ", words.subList(0, words.size() - 1))
        + " and "
        + words.get(words.size() - 1);
  }

  private static BuildException failure(String text, String reason) {
    return CommandLineError.of("flag --output \"" + text + "\": " + reason);
  }
}
