// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The ids that exist in a user namespace, as in {@code /proc/self/uid_map} and {@code gid_map}.
 *
 * @param uids ranges of user ids
 * @param gids ranges of group ids
 */
public record IdMap(List<Range> uids, List<Range> gids) {

  /** {@code count} ids from {@code inside} on are those from {@code outside} on. */
  public record Range(long inside, long outside, long count) {}

  public IdMap {
    uids = List.copyOf(uids);
    gids = List.copyOf(gids);
  }

  /** The map of this process. */
  public static IdMap current() throws IOException {
    return parse(
        Files.readString(Path.of("/proc/self/uid_map")),
        Files.readString(Path.of("/proc/self/gid_map")));
  }

  /** Parses two maps in the kernel's form; throws IllegalArgumentException naming a bad line. */
  public static IdMap parse(String uidMap, String gidMap) {
    return new IdMap(ranges(uidMap), ranges(gidMap));
  }

  /** Whether there is one id only: then files' owners can't be stored as their real owners. */
  public boolean isSingle() {
    return count(uids) <= 1 || count(gids) <= 1;
  }

  /** Whether these are all ids there are: root among them is that of the host. */
  public boolean isWholeHost() {
    long all = 0xFFFFFFFFL;
    return uids.equals(List.of(new Range(0, 0, all))) && gids.equals(List.of(new Range(0, 0, all)));
  }

  public boolean hasUid(long uid) {
    return has(uids, uid);
  }

  public boolean hasGid(long gid) {
    return has(gids, gid);
  }

  /**
   * Names how owners look on disk, for a directory name: {@code single}, or 16 hexadecimal digits
   * that are the same for the same map.
   */
  public String key() {
    if (isSingle()) {
      return "single";
    }
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] digest =
          sha256.digest((text(uids) + "\n" + text(gids)).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }

  private static String text(List<Range> ranges) {
    StringBuilder text = new StringBuilder();
    for (Range range : ranges) {
      text.append(range.inside).append(' ').append(range.outside).append(' ').append(range.count);
      text.append('\n');
    }
    return text.toString();
  }

  private static long count(List<Range> ranges) {
    return ranges.stream().mapToLong(Range::count).sum();
  }

  private static boolean has(List<Range> ranges, long id) {
    return ranges.stream().anyMatch(r -> id >= r.inside && id - r.inside < r.count);
  }

  private static List<Range> ranges(String map) {
    return map.lines().filter(line -> !line.isBlank()).map(IdMap::range).toList();
  }

  private static Range range(String line) {
    String[] fields = line.strip().split(" +", -1);
    if (fields.length != 3) {
      throw new IllegalArgumentException("id map line \"" + line + "\" is not three numbers");
    }
    return new Range(
        Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]));
  }
}
