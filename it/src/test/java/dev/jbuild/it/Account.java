// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who starts a program.
 *
 * @param home a directory of the test run, not the one in passwd
 * @param dedicated made for these tests: every process of it is one that they started
 */
record Account(String name, int uid, int gid, Path home, boolean dedicated) {

  /** The kinds of caller that jbuild treats differently. */
  enum Kind {
    ROOT,
    /** An ordinary user with ranges in /etc/subuid and /etc/subgid. */
    WITH_SUBIDS,
    /** An ordinary user without any. */
    WITHOUT_SUBIDS
  }

  private static final Path SUBUID = Path.of("/etc/subuid");
  private static final int SUBIDS = 65_536;

  /** Test classes run side by side in several JVMs: each has accounts of its own. */
  private static final int FORK = Integer.getInteger("jbuild.fork", 1);

  private static final String USER_WITH_SUBIDS = "jbuild-it-" + FORK;
  private static final String USER_WITHOUT_SUBIDS = "jbuild-it-single-" + FORK;

  static int currentUid() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid", LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Finds the account, or makes it if root runs the tests; else skips the test. */
  static Account of(Kind kind, Path homes) throws IOException {
    if (kind == Kind.ROOT) {
      MustWork.assumeRoot();
      return new Account("root", 0, 0, home(homes, "root", 0), false);
    }
    if (currentUid() != 0) {
      return self(kind, homes);
    }
    String name = kind == Kind.WITH_SUBIDS ? USER_WITH_SUBIDS : USER_WITHOUT_SUBIDS;
    if (passwd(name).isEmpty()) {
      Command.of("useradd", "--system", "--user-group", "--shell", "/bin/sh", name).run().ok();
    }
    if (kind == Kind.WITH_SUBIDS) {
      MustWork.assumeTools("newuidmap");
      if (subuidLine(name).isEmpty()) {
        long first = firstFreeSubuid();
        String range = first + "-" + (first + SUBIDS - 1);
        Command.of("usermod", "--add-subuids", range, "--add-subgids", range, name).run().ok();
      }
    }
    List<String> fields = passwd(name).orElseThrow();
    int uid = Integer.parseInt(fields.get(2));
    return new Account(name, uid, Integer.parseInt(fields.get(3)), home(homes, name, uid), true);
  }

  private static Account self(Kind kind, Path homes) throws IOException {
    String name = System.getProperty("user.name");
    boolean hasSubids = subuidLine(name).isPresent() && MustWork.isOnPath("newuidmap");
    MustWork.assume(
        hasSubids == (kind == Kind.WITH_SUBIDS),
        name + (hasSubids ? " has" : " has not") + " a subuid range, and is not root");
    int gid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
    return new Account(name, currentUid(), gid, home(homes, name, currentUid()), false);
  }

  private static Path home(Path homes, String name, int uid) throws IOException {
    Path home = homes.resolve(name);
    if (!Files.exists(home)) {
      Files.createDirectories(home);
      if (uid != currentUid()) {
        Files.setAttribute(home, "unix:uid", uid);
      }
    }
    return home;
  }

  /** Whether a process of this real uid belongs to the account, subordinate ids included. */
  boolean owns(long processUid) throws IOException {
    if (processUid == uid) {
      return true;
    }
    Optional<String> range = subuidLine(name);
    if (uid == 0 || range.isEmpty()) {
      return false;
    }
    String[] fields = range.get().split(":", -1);
    long first = Long.parseLong(fields[1]);
    return processUid >= first && processUid < first + Long.parseLong(fields[2]);
  }

  /** The words that start a program as this account. */
  List<String> prefix() {
    return uid == currentUid()
        ? List.of()
        : List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--init-groups");
  }

  private static Optional<List<String>> passwd(String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/etc/passwd"))) {
      return lines
          .filter(line -> line.startsWith(name + ":"))
          .findFirst()
          .map(line -> List.of(line.split(":", -1)));
    }
  }

  private static Optional<String> subuidLine(String name) throws IOException {
    if (!Files.exists(SUBUID)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(SUBUID)) {
      return lines.filter(line -> line.startsWith(name + ":")).findFirst();
    }
  }

  /** A place that no other JVM of this run takes at the same moment. */
  private static long firstFreeSubuid() throws IOException {
    long start = 100_000 + (long) FORK * SUBIDS;
    if (!Files.exists(SUBUID)) {
      return start;
    }
    try (Stream<String> lines = Files.lines(SUBUID)) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length == 3)
          .mapToLong(fields -> Long.parseLong(fields[1]) + Long.parseLong(fields[2]))
          .map(end -> end + (long) FORK * SUBIDS)
          .reduce(start, Math::max);
    }
  }
}
