// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The records of PAX headers, values as bytes: xattrs are binary, names may not be UTF-8. */
final class PaxRecords {
  private static final String XATTR_PREFIX = "SCHILY.xattr.";

  private final Map<String, byte[]> values = new HashMap<>();

  /**
   * Offsets and lengths of the oldest PAX form of sparse files, where keys come again and again.
   */
  private final List<Long> sparseNumbers = new ArrayList<>();

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** Takes over all of {@code defaults} that isn't here. */
  void putDefaults(PaxRecords defaults) {
    defaults.values.forEach(values::putIfAbsent);
  }

  /** Parses {@code length key=value\n} again and again. */
  void parse(byte[] data) {
    int at = 0;
    while (at < data.length && data[at] != 0) {
      int blank = at;
      int length = 0;
      while (blank < data.length && data[blank] >= '0' && data[blank] <= '9' && length < 1 << 26) {
        length = 10 * length + data[blank++] - '0';
      }
      int end = at + length;
      if (blank >= data.length
          || data[blank] != ' '
          || end > data.length
          || end <= blank + 1
          || data[end - 1] != '\n') {
        throw malformed();
      }
      int equals = blank + 1;
      while (equals < end && data[equals] != '=') {
        equals++;
      }
      if (equals >= end) {
        throw malformed();
      }
      String key = FileNames.fromBytes(data, blank + 1, equals - blank - 1);
      put(key, Arrays.copyOfRange(data, equals + 1, end - 1));
      at = end;
    }
  }

  private void put(String key, byte[] value) {
    if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
      sparseNumbers.add(parseNumber(key, FileNames.fromBytes(value)));
    } else {
      values.put(key, value);
    }
  }

  private static LayerException malformed() {
    return new LayerException("a PAX header in the layer is malformed");
  }

  /** The value of a record; an empty one counts as absent, as POSIX has it. */
  Optional<String> text(String key) {
    byte[] value = values.get(key);
    return value == null || value.length == 0
        ? Optional.empty()
        : Optional.of(FileNames.fromBytes(value));
  }

  /** A name: LayerException if it has a NUL. */
  Optional<String> name(String key) {
    Optional<String> name = text(key);
    if (name.isPresent() && name.get().indexOf('\0') >= 0) {
      throw new LayerException("a name in the layer has a NUL: " + name.get().replace('\0', '?'));
    }
    return name;
  }

  OptionalLong number(String key) {
    Optional<String> text = text(key);
    return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(parseNumber(key, text.get()));
  }

  /** Seconds, with a fraction that is dropped towards the past. */
  OptionalLong seconds(String key) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    int dot = text.get().indexOf('.');
    if (dot < 0) {
      return OptionalLong.of(parseSigned(key, text.get()));
    }
    String whole = text.get().substring(0, dot);
    boolean negative = whole.startsWith("-");
    long seconds = whole.isEmpty() || whole.equals("-") ? 0 : parseSigned(key, whole);
    boolean fraction = text.get().substring(dot + 1).chars().anyMatch(c -> c != '0');
    return OptionalLong.of(negative && fraction ? seconds - 1 : seconds);
  }

  /** The xattrs that belong in layers. */
  Xattrs xattrs() {
    Xattrs xattrs = Xattrs.none();
    for (Map.Entry<String, byte[]> record : values.entrySet()) {
      if (record.getKey().startsWith(XATTR_PREFIX)) {
        String name = record.getKey().substring(XATTR_PREFIX.length());
        if (Xattrs.belongsInLayer(name)) {
          xattrs = xattrs.with(name, record.getValue());
        }
      }
    }
    return xattrs;
  }

  /** The map of a sparse file, in the forms 0.0 and 0.1 of GNU tar. */
  Optional<SparseMap> sparse() {
    OptionalLong size = number("GNU.sparse.size");
    Optional<String> map = text("GNU.sparse.map");
    if (map.isPresent() && size.isPresent()) {
      return Optional.of(new SparseMap(SparseMap.parseList(map.get()), size.getAsLong()));
    }
    return sparseNumbers.isEmpty() || size.isEmpty()
        ? Optional.empty()
        : Optional.of(new SparseMap(sparseNumbers, size.getAsLong()));
  }

  static long parseNumber(String key, String text) {
    long value = parseSigned(key, text);
    if (value < 0) {
      throw badNumber(key, text);
    }
    return value;
  }

  private static long parseSigned(String key, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw badNumber(key, text);
    }
  }

  private static LayerException badNumber(String key, String text) {
    return new LayerException("a PAX header in the layer has a bad " + key + ": " + text);
  }
}
