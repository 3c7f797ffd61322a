// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The header of that name, RFC 6266: {@code attachment; filename="app.tar"}. */
final class ContentDisposition {
  private ContentDisposition() {}

  /** The last name in it; nothing if that can't be the name of a file. */
  static Optional<String> fileName(String header) {
    Optional<String> plain = Optional.empty();
    for (String part : header.split(";", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? "" : part.substring(0, equals).strip().toLowerCase(Locale.ROOT);
      String value = part.substring(equals + 1).strip();
      if (name.equals("filename*")) {
        return extended(value).flatMap(ContentDisposition::single);
      }
      if (name.equals("filename")) {
        plain = Optional.of(unquoted(value));
      }
    }
    return plain.flatMap(ContentDisposition::single);
  }

  /** RFC 8187: {@code UTF-8''a%20b}. */
  private static Optional<String> extended(String value) {
    String prefix = "utf-8''";
    if (!value.toLowerCase(Locale.ROOT).startsWith(prefix)) {
      return Optional.empty();
    }
    try {
      String encoded = value.substring(prefix.length()).replace("+", "%2B");
      return Optional.of(URLDecoder.decode(encoded, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1).replace("\\\"", "\"") : value;
  }

  private static Optional<String> single(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    boolean usable =
        !name.isEmpty() && !name.equals(".") && !name.equals("..") && name.indexOf('\0') < 0;
    return usable ? Optional.of(name) : Optional.empty();
  }
}
