// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The value of a {@code RUN --mount}: {@code type=cache,target=/root/.m2}. Values are not expanded,
 * and what they may be is for whoever expands them.
 *
 * @param text all of it
 * @param options in their order; of several with one key the last counts
 */
public record MountFlag(Word text, List<Option> options) {

  /**
   * One {@code key=value}, or a key alone.
   *
   * @param key in the form that {@link #parse} gives to its synonyms
   * @param place of the key and its value
   */
  public record Option(String key, Span place, Optional<Word> value) {}

  /** All ways to write a key, and what it is called here. */
  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("type", "type"),
          Map.entry("from", "from"),
          Map.entry("source", "source"),
          Map.entry("src", "source"),
          Map.entry("target", "target"),
          Map.entry("dst", "target"),
          Map.entry("destination", "target"),
          Map.entry("readonly", "readonly"),
          Map.entry("ro", "readonly"),
          Map.entry("readwrite", "readwrite"),
          Map.entry("rw", "readwrite"),
          Map.entry("id", "id"),
          Map.entry("sharing", "sharing"),
          Map.entry("required", "required"),
          Map.entry("size", "size"),
          Map.entry("mode", "mode"),
          Map.entry("uid", "uid"),
          Map.entry("gid", "gid"),
          Map.entry("env", "env"),
          // Of buildah, for SELinux, whose labels no mount has here.
          Map.entry("z", "label"),
          Map.entry("relabel", "label"));

  private static final List<String> ALONE = List.of("readonly", "readwrite", "required", "label");

  /** Of buildah; not to be taken for misspelt. */
  private static final List<String> REFUSED =
      List.of("u", "chown", "bind-propagation", "bind-nonrecursive", "tmpcopyup", "notmpcopyup");

  public MountFlag {
    options = List.copyOf(options);
  }

  /** Throws for a key that is unknown, one without its value, and a variable in {@code from}. */
  static MountFlag parse(Word text) {
    List<Option> options = new ArrayList<>();
    for (Word field : CommaFields.of(text)) {
      options.add(option(field));
    }
    return new MountFlag(text, options);
  }

  /** The last value of a key, as written. */
  public Optional<Word> value(String key) {
    Optional<Word> value = Optional.empty();
    for (Option option : options) {
      value = option.key().equals(key) ? option.value() : value;
    }
    return value;
  }

  private static Option option(Word field) {
    int equals = field.text().indexOf('=');
    String written = equals < 0 ? field.text() : field.text().substring(0, equals);
    String key = KEYS.get(written.toLowerCase(Locale.ROOT));
    Span keyPlace = CommaFields.place(field, 0, written.length());
    if (key == null) {
      throw new DockerfileException(unknown(written, keyPlace));
    }
    if (equals < 0 && !ALONE.contains(key)) {
      throw new DockerfileException(
          Diagnostic.error(field.span(), written + " needs a value: " + written + "=…"));
    }
    Optional<Word> value =
        equals < 0 ? Optional.empty() : Optional.of(CommaFields.tail(field, equals + 1));
    if (key.equals("from") && hasVariable(value.orElseThrow().text())) {
      throw new DockerfileException(
          Diagnostic.error(field.span(), "variables are not expanded in from")
              .withHint("name a stage for it: FROM " + value.get() + " AS name"));
    }
    return new Option(key, field.span(), value);
  }

  private static boolean hasVariable(String text) {
    int dollar = text.indexOf('$');
    return dollar >= 0 && dollar < text.length() - 1;
  }

  private static Diagnostic unknown(String key, Span place) {
    if (REFUSED.contains(key.toLowerCase(Locale.ROOT))) {
      return Diagnostic.error(place, "RUN --mount with " + key + " is not supported yet");
    }
    return Diagnostic.error(place, "unknown key " + key + " for --mount")
        .proposing(Nearest.to(key.toLowerCase(Locale.ROOT), KEYS.keySet()));
  }
}
