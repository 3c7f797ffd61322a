// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All JSON of the project: trees in, bytes out, and readers that name the field that is wrong.
 *
 * <p>Documents are mapped by hand, not by reflection: it starts faster, the order of fields is
 * fixed, and what we write is the same on every Java version.
 */
public final class Json {
  private Json() {}

  /** Parses one object; an {@link OciException} beginning with {@code what} if it is none. */
  public static ObjectNode parseObject(byte[] data, String what) {
    try {
      return JsonTrees.readObject(data)
          .orElseThrow(() -> new OciException(what + " is not a JSON object"));
    } catch (IOException e) {
      String reason =
          e instanceof JsonProcessingException j ? j.getOriginalMessage() : e.getMessage();
      throw new OciException(what + " is not valid JSON: " + reason, e);
    }
  }

  /** Compact UTF-8 bytes, fields in the order in which they were put. */
  public static byte[] toBytes(JsonNode node) {
    return JsonTrees.write(node);
  }

  /** Indented text for people. */
  public static String toPrettyString(JsonNode node) {
    return node.toPrettyString();
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** The text of a field that must be there. */
  public static String text(JsonNode object, String field) {
    return optionalText(object, field)
        .orElseThrow(() -> new OciException("missing field \"" + field + "\""));
  }

  /** The text of a field; absent, null and empty are the same, as in Go's {@code omitempty}. */
  public static Optional<String> optionalText(JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw new OciException("field \"" + field + "\" is not a string");
    }
    return value.textValue().isEmpty() ? Optional.empty() : Optional.of(value.textValue());
  }

  /** A whole number that must be there and not be negative. */
  public static long size(JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (!value.canConvertToLong() || !value.isIntegralNumber() || value.longValue() < 0) {
      throw new OciException("field \"" + field + "\" is not a size: " + value);
    }
    return value.longValue();
  }

  /** The strings of an array; empty if it is absent or null. */
  public static List<String> strings(JsonNode object, String field) {
    List<String> result = new ArrayList<>();
    for (JsonNode item : object.path(field)) {
      if (!item.isTextual()) {
        throw new OciException("field \"" + field + "\" is not an array of strings");
      }
      result.add(item.textValue());
    }
    return List.copyOf(result);
  }

  /** The strings of an array, or nothing where the field is absent or null. */
  public static Optional<List<String>> optionalStrings(JsonNode object, String field) {
    return object.path(field).isArray() ? Optional.of(strings(object, field)) : Optional.empty();
  }

  /** An object's string values in their order; empty if it is absent or null. */
  public static Map<String, String> stringMap(JsonNode object, String field) {
    Map<String, String> result = new LinkedHashMap<>();
    object
        .path(field)
        .properties()
        .forEach(
            e -> {
              if (!e.getValue().isTextual()) {
                throw new OciException("field \"" + field + "\" is not a map of strings");
              }
              result.put(e.getKey(), e.getValue().textValue());
            });
    return result;
  }

  public static ArrayNode array(Iterable<String> items) {
    ArrayNode array = array();
    items.forEach(array::add);
    return array;
  }

  /** An object of string values, in the map's order. */
  public static ObjectNode object(Map<String, String> map) {
    ObjectNode object = object();
    map.forEach(object::put);
    return object;
  }
}
