// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import java.util.ArrayList;
import java.util.List;

/** Values of the form {@code id=x,src=y}. A field in double quotes may contain commas. */
final class CommaFields {
  private CommaFields() {}

  /** Splits at commas outside of double quotes; two quotes within quotes are one. */
  static List<String> of(String flag, String text) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        field.append(c);
        i++;
      } else if (c == '"' && (quoted || field.isEmpty())) {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    if (quoted) {
      throw CommandLineError.of("flag " + flag + " \"" + text + "\": a quote is not closed");
    }
    fields.add(field.toString());
    return fields;
  }
}
