// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the launcher says on its standard error: lines of fields separated by tabs.
 *
 * <pre>{@code
 * exit    0
 * signal  9
 * killed
 * ok
 * space   bytes   free inodes   inodes
 * error   what    on what    why    hint
 * }</pre>
 */
final class LauncherReport {
  private final List<List<String>> lines;

  private LauncherReport(List<List<String>> lines) {
    this.lines = lines;
  }

  static LauncherReport parse(byte[] bytes) {
    List<List<String>> lines = new ArrayList<>();
    String text = new String(bytes, StandardCharsets.UTF_8);
    text.lines().forEach(line -> lines.add(split(line)));
    return new LauncherReport(lines);
  }

  /** The first error, as a message. */
  Optional<String> error() {
    return find("error").filter(line -> line.size() >= 4).map(LauncherReport::message);
  }

  Optional<ExitStatus> status() {
    Optional<ExitStatus> exited =
        find("exit").map(line -> new ExitStatus.Exited(Integer.parseInt(line.get(1))));
    return exited.or(
        () -> find("signal").map(line -> new ExitStatus.Signaled(Integer.parseInt(line.get(1)))));
  }

  boolean has(String kind) {
    return find(kind).isPresent();
  }

  /** What follows the kind on its first line; it is there. */
  List<String> fields(String kind) {
    List<String> line =
        find(kind).orElseThrow(() -> new RootlessException("no " + kind + ": " + this));
    return line.subList(1, line.size());
  }

  /** All of it, for a report that holds nothing expected. */
  @Override
  public String toString() {
    return lines.isEmpty() ? "it said nothing" : lines.toString();
  }

  private Optional<List<String>> find(String kind) {
    return lines.stream().filter(line -> line.get(0).equals(kind)).findFirst();
  }

  private static String message(List<String> line) {
    String on = line.get(2).isEmpty() ? "" : " " + line.get(2);
    String hint = line.size() > 4 && !line.get(4).isEmpty() ? ": " + line.get(4) : "";
    return "cannot " + line.get(1) + on + ": " + line.get(3) + hint;
  }

  private static List<String> split(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\t') {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c == '\\' && i + 1 < line.length()) {
        i++;
        field.append(
            switch (line.charAt(i)) {
              case 't' -> '\t';
              case 'n' -> '\n';
              default -> line.charAt(i);
            });
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
