// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The list of mounts that a RUN may see; the file says how to read it. */
record GoldenMounts(List<Rule> rules) {
  private static final Path FILE =
      Lab.checkout().resolve("it/src/test/resources/mounts-of-a-run.txt");

  /**
   * One line of the list.
   *
   * @param mountPoint exact, or a directory and {@code /*} for all below it
   * @param types file system types
   */
  record Rule(String mountPoint, Set<String> types, boolean readOnly, boolean required) {

    boolean matches(String path) {
      return mountPoint.endsWith("/*")
          ? path.startsWith(mountPoint.substring(0, mountPoint.length() - 1))
          : path.equals(mountPoint);
    }
  }

  static GoldenMounts read() throws IOException {
    List<Rule> rules = new ArrayList<>();
    for (String line : Files.readAllLines(FILE)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.split("\\s+", -1);
      rules.add(
          new Rule(
              words[0],
              Set.of(words[1].split(",", -1)),
              words[2].equals("ro"),
              words[3].equals("required")));
    }
    return new GoldenMounts(List.copyOf(rules));
  }

  /** What is wrong with these lines of mountinfo (proc(5)). */
  List<String> faults(List<String> mountinfo) {
    List<String> faults = new ArrayList<>();
    Set<Rule> seen = new LinkedHashSet<>();
    for (String line : mountinfo) {
      String[] halves = line.split(" - ", 2);
      String[] fields = halves[0].split(" ", -1);
      String path = fields[4];
      String type = halves[1].split(" ", -1)[0];
      boolean readOnly = List.of(fields[5].split(",", -1)).contains("ro");
      List<Rule> matching = rules.stream().filter(rule -> rule.matches(path)).toList();
      if (matching.isEmpty()) {
        faults.add("not on the list: " + line);
      } else if (!matching.get(0).types.contains("any") && !matching.get(0).types.contains(type)) {
        faults.add("another file system than " + matching.get(0).types + ": " + line);
      } else if (matching.get(0).readOnly && !readOnly) {
        faults.add("writable: " + line);
      }
      seen.addAll(matching);
    }
    rules.stream()
        .filter(rule -> rule.required && !seen.contains(rule))
        .forEach(rule -> faults.add("missing: " + rule.mountPoint));
    return faults;
  }
}
