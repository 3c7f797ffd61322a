// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.GoBoolean;
import dev.jbuild.dockerfile.MountFlag;
import dev.jbuild.dockerfile.Nearest;
import dev.jbuild.dockerfile.Word;
import dev.jbuild.engine.ByteSize;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/** The options of one {@code --mount}, read as what they have to be. */
final class MountOptions {
  private static final List<String> TYPES = List.of("bind", "cache", "tmpfs", "secret", "ssh");
  private static final long MAX_ID = 0xFFFFFFFEL;

  private final MountFlag flag;
  private final Function<Word, String> expand;

  MountOptions(MountFlag flag, Function<Word, String> expand) {
    this.flag = flag;
    this.expand = expand;
  }

  String type() {
    Optional<Word> written = flag.value("type");
    String type = written.map(expand).map(t -> t.toLowerCase(Locale.ROOT)).orElse("bind");
    if (!TYPES.contains(type)) {
      Diagnostic error =
          Diagnostic.error(
              written.orElse(flag.text()).span(),
              "unknown type of mount " + type + ", known are " + String.join(", ", TYPES));
      throw new DockerfileException(
          Nearest.to(type, TYPES)
              .map(near -> error.withHint("did you mean " + near + "?"))
              .orElse(error));
    }
    return type;
  }

  /** A value, expanded; an empty one counts as none. */
  Optional<String> text(String key) {
    return flag.value(key).map(expand).filter(value -> !value.isEmpty());
  }

  Optional<Word> word(String key) {
    return flag.value(key).filter(value -> !value.text().isEmpty());
  }

  boolean has(String key) {
    return flag.options().stream().anyMatch(option -> option.key().equals(key));
  }

  /** Whether the mount can't be written to: the last of {@code ro} and {@code rw} counts. */
  boolean readOnly(boolean unsaid) {
    boolean readOnly = unsaid;
    for (MountFlag.Option option : flag.options()) {
      if (option.key().equals("readonly")) {
        readOnly = yesNo(option);
      } else if (option.key().equals("readwrite")) {
        readOnly = !yesNo(option);
      }
    }
    return readOnly;
  }

  boolean required() {
    boolean required = false;
    for (MountFlag.Option option : flag.options()) {
      required = option.key().equals("required") ? yesNo(option) : required;
    }
    return required;
  }

  Mount.Access access() {
    OptionalInt mode = OptionalInt.empty();
    Optional<String> written = text("mode");
    if (written.isPresent()) {
      mode = OptionalInt.of((int) number("mode", written.get(), 8, 07777));
    }
    return new Mount.Access(mode, id("uid"), id("gid"));
  }

  /** {@code 64m}, {@code 1.5GiB}: units are powers of 1024. */
  OptionalLong size() {
    Optional<String> written = text("size");
    if (written.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(ByteSize.parse(written.get()));
    } catch (IllegalArgumentException e) {
      throw error("size", String.valueOf(e.getMessage()));
    }
  }

  DockerfileException error(String key, String message) {
    for (MountFlag.Option option : flag.options()) {
      if (option.key().equals(key)) {
        return new DockerfileException(Diagnostic.error(option.place(), message));
      }
    }
    return StagePlanner.error(flag.text(), message);
  }

  private OptionalLong id(String key) {
    Optional<String> written = text(key);
    return written.isPresent()
        ? OptionalLong.of(number(key, written.get(), 10, MAX_ID))
        : OptionalLong.empty();
  }

  private long number(String key, String text, int radix, long max) {
    try {
      long number = Long.parseLong(text, radix);
      if (number >= 0 && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw notANumber(key, text);
    }
    throw notANumber(key, text);
  }

  private DockerfileException notANumber(String key, String text) {
    String what = key.equals("mode") ? "an octal mode" : "a number of a user or group";
    return error(key, key + " is " + what + ", not " + text);
  }

  private boolean yesNo(MountFlag.Option option) {
    String text = option.value().map(expand).orElse("true");
    return GoBoolean.parse(text)
        .orElseThrow(
            () ->
                new DockerfileException(
                    Diagnostic.error(option.place(), "it is true or false, not \"" + text + "\"")));
  }
}
