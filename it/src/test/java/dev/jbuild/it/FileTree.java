// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A directory tree as find, sha256sum and getfattr see it.
 *
 * @param entries by path below the top, {@code ""} is the top; names are bytes as Latin-1
 */
record FileTree(SortedMap<String, Entry> entries) {

  /**
   * One file of any type.
   *
   * @param type as {@code find -printf %y}
   * @param content the SHA-256 of a regular file, the target of a link, else empty
   * @param linkedTo the first path of the same inode, its own if it has no other
   */
  record Entry(
      String type,
      String mode,
      String owner,
      String content,
      long mtimeSeconds,
      String linkedTo,
      SortedMap<String, String> xattrs) {}

  private static final String FORMAT = "%P\\0%y\\0%m\\0%U:%G\\0%l\\0%T@\\0%i\\0";
  private static final int FIELDS = 7;

  /** Reads a tree; whoever runs the tests must be able to read all of it. */
  static FileTree read(Path top) throws IOException {
    MustWork.assumeTools("getfattr");
    Map<String, String> digests = digests(top);
    Map<String, SortedMap<String, String>> xattrs = xattrs(top);
    Map<String, String> firstOfInode = new HashMap<>();
    SortedMap<String, Entry> entries = new TreeMap<>();
    String[] fields = capture(top, "find . -printf '" + FORMAT + "'").split("\0", -1);
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i + FIELDS <= fields.length; i += FIELDS) {
      starts.add(i);
    }
    starts.sort((a, b) -> fields[a].compareTo(fields[b]));
    for (int i : starts) {
      String path = fields[i];
      String type = fields[i + 1];
      String linkedTo =
          type.equals("d") ? path : firstOfInode.computeIfAbsent(fields[i + 6], inode -> path);
      entries.put(
          path,
          new Entry(
              type,
              fields[i + 2],
              fields[i + 3],
              type.equals("f") ? digests.getOrDefault(path, "unreadable") : fields[i + 4],
              (long) Double.parseDouble(fields[i + 5]),
              linkedTo,
              xattrs.getOrDefault(path, new TreeMap<>())));
    }
    return new FileTree(entries);
  }

  /**
   * What differs from {@code other}, a line each: {@code path: field: this, other}.
   *
   * @param contentMayDiffer paths whose data is that of a moment: logs, caches
   * @param mtimeMatters paths whose times come from the context
   */
  List<String> differences(
      FileTree other, Predicate<String> contentMayDiffer, Predicate<String> mtimeMatters) {
    List<String> result = new ArrayList<>();
    TreeSet<String> paths = new TreeSet<>(entries.keySet());
    paths.addAll(other.entries.keySet());
    // The top is where the tree was put, it comes from no layer.
    paths.remove("");
    for (String path : paths) {
      Entry mine = entries.get(path);
      Entry theirs = other.entries.get(path);
      if (mine == null || theirs == null) {
        result.add(path + ": " + (mine == null ? "missing" : "too much: " + mine));
        continue;
      }
      compare(result, path, "type", mine.type, theirs.type);
      compare(result, path, "mode", mine.mode, theirs.mode);
      compare(result, path, "owner", mine.owner, theirs.owner);
      compare(result, path, "xattrs", mine.xattrs, theirs.xattrs);
      compare(result, path, "hard link to", mine.linkedTo, theirs.linkedTo);
      if (!contentMayDiffer.test(path)) {
        compare(result, path, "content", mine.content, theirs.content);
      }
      if (mtimeMatters.test(path) && mine.type.equals("f")) {
        compare(result, path, "mtime", mine.mtimeSeconds, theirs.mtimeSeconds);
      }
    }
    return result;
  }

  private static void compare(
      List<String> result, String path, String field, Object mine, Object theirs) {
    if (!mine.equals(theirs)) {
      result.add(path + ": " + field + ": " + mine + " instead of " + theirs);
    }
  }

  private static Map<String, String> digests(Path top) throws IOException {
    Map<String, String> result = new HashMap<>();
    String lines = capture(top, "find . -type f -print0 | xargs -0 -r sha256sum -z --");
    for (String line : lines.split("\0", -1)) {
      if (!line.isEmpty()) {
        result.put(line.substring(64 + 2 + "./".length()), line.substring(0, 64));
      }
    }
    return result;
  }

  /** Of {@code getfattr}'s blocks: {@code # file: path}, then {@code name=0xvalue} lines. */
  private static Map<String, SortedMap<String, String>> xattrs(Path top) throws IOException {
    Map<String, SortedMap<String, String>> result = new HashMap<>();
    String path = "";
    for (String line : capture(top, "getfattr -R -P -d -h -m - -e hex .").split("\n", -1)) {
      if (line.startsWith("# file: ")) {
        path = unescape(line.substring("# file: ".length()));
        path = path.startsWith("./") ? path.substring(2) : path.equals(".") ? "" : path;
      } else if (line.contains("=") && !isOfTheHost(line)) {
        int equals = line.indexOf('=');
        result
            .computeIfAbsent(path, p -> new TreeMap<>())
            .put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return result;
  }

  private static boolean isOfTheHost(String line) {
    return line.startsWith("security.selinux=") || line.startsWith("security.ima=");
  }

  /** getfattr writes odd bytes as a backslash and three octal digits. */
  private static String unescape(String text) {
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 3 < text.length() && Character.isDigit(text.charAt(i + 1))) {
        result.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        result.append(c);
      }
    }
    return result.toString();
  }

  private static String capture(Path top, String script) throws IOException {
    Path out = Files.createTempFile("jbuild-it-", ".tree");
    Command.of("sh", "-c", "{ " + script + "; } >" + out).in(top).run().ok();
    String result = new String(Files.readAllBytes(out), StandardCharsets.ISO_8859_1);
    Files.delete(out);
    return result;
  }
}
