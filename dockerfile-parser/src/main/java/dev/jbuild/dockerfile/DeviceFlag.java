// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.Locale;
import java.util.Optional;

/**
 * The value of a {@code RUN --device}: {@code vendor.com/class=name,required}.
 *
 * @param name of the device in the notation of CDI, the Container Device Interface
 */
public record DeviceFlag(Word name, boolean required) {

  static DeviceFlag parse(Word text) {
    Optional<Word> name = Optional.empty();
    boolean required = false;
    for (Word field : CommaFields.of(text)) {
      int equals = field.text().indexOf('=');
      String key =
          (equals < 0 ? field.text() : field.text().substring(0, equals)).toLowerCase(Locale.ROOT);
      if (key.equals("required")) {
        required = equals < 0 || yesNo(CommaFields.tail(field, equals + 1));
        continue;
      }
      if (name.isPresent()) {
        throw error(field, "the name of the device is " + name.get() + " already");
      }
      boolean named = key.equals("name") && equals > 0;
      name = Optional.of(named ? CommaFields.tail(field, equals + 1) : field);
    }
    return new DeviceFlag(
        name.filter(n -> !n.text().isEmpty())
            .orElseThrow(() -> error(text, "--device has no name of a device")),
        required);
  }

  private static boolean yesNo(Word value) {
    return switch (value.text().toLowerCase(Locale.ROOT)) {
      case "true", "t", "1" -> true;
      case "false", "f", "0" -> false;
      default -> throw error(value, "required is true or false, not \"" + value + "\"");
    };
  }

  private static DockerfileException error(Word word, String message) {
    return new DockerfileException(Diagnostic.error(word.span(), message));
  }
}
