// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The users and groups of an image: its own {@code /etc/passwd} and {@code /etc/group}. */
final class Accounts {
  // Larger files are not account databases but traps.
  private static final long MAX_BYTES = 10 << 20;
  // The highest number means "unchanged" to chown(2).
  private static final long MAX_ID = 0xFFFFFFFEL;

  private final SourceTree image;

  Accounts(SourceTree image) {
    this.image = image;
  }

  /**
   * Who a process is.
   *
   * @param groups supplementary groups
   * @param home the home directory that the image's passwd names for {@code uid}
   */
  record Identity(long uid, long gid, List<Long> groups, Optional<String> home) {}

  /** An owner of files. */
  record Owner(long uid, long gid) {}

  private record User(String name, long uid, long gid, String home) {}

  private record Group(String name, long gid, List<String> members) {}

  /** Resolves the text of USER: {@code name|uid[:group|gid]}; "" is root. */
  Identity identity(String text) throws IOException {
    int colon = text.indexOf(':');
    String user = colon < 0 ? text : text.substring(0, colon);
    Optional<String> group =
        colon < 0
            ? Optional.empty()
            : Optional.of(text.substring(colon + 1)).filter(g -> !g.isEmpty());
    Optional<User> account = user(user.isEmpty() ? "0" : user);
    Optional<Long> number = number(user.isEmpty() ? "0" : user);
    if (account.isEmpty() && number.isEmpty()) {
      throw unknown("user", user, "/etc/passwd");
    }
    long uid = account.map(User::uid).orElseGet(number::orElseThrow);
    long gid = group.isPresent() ? gid(group.get()) : account.map(User::gid).orElse(0L);
    List<Long> groups =
        group.isPresent() || account.isEmpty() ? List.of() : memberships(account.get().name());
    return new Identity(uid, gid, groups, account.map(User::home).filter(home -> !home.isEmpty()));
  }

  /**
   * Resolves the value of {@code --chown}; a lone number is both owner and group, and an empty user
   * root.
   */
  Owner owner(String text) throws IOException {
    if (text.equals(":")) {
      // What is left of two variables without a value.
      throw new BuildException(ExitCode.DOCKERFILE, "--chown=: names neither a user nor a group");
    }
    int colon = text.indexOf(':');
    String user = colon == 0 ? "0" : colon < 0 ? text : text.substring(0, colon);
    boolean hasGroup = colon >= 0 && colon + 1 < text.length();
    Optional<Long> number = number(user);
    Optional<User> account = number.isPresent() ? Optional.empty() : user(user);
    if (number.isEmpty() && account.isEmpty()) {
      throw unknown("user", user, "/etc/passwd");
    }
    long uid = number.orElseGet(() -> account.orElseThrow().uid());
    long gid =
        hasGroup
            ? gid(text.substring(colon + 1))
            : number.orElseGet(() -> account.orElseThrow().gid());
    return new Owner(uid, gid);
  }

  /** Whether resolving {@code text} needs the image's files. */
  static boolean hasNames(String text) {
    for (String part : text.split(":", -1)) {
      if (!part.isEmpty() && number(part).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private long gid(String text) throws IOException {
    Optional<Long> number = number(text);
    if (number.isPresent()) {
      return number.get();
    }
    return groups().stream()
        .filter(g -> g.name().equals(text))
        .findFirst()
        .orElseThrow(() -> unknown("group", text, "/etc/group"))
        .gid();
  }

  private List<Long> memberships(String user) throws IOException {
    return groups().stream()
        .filter(g -> g.members().contains(user))
        .map(Group::gid)
        .distinct()
        .toList();
  }

  private Optional<User> user(String nameOrUid) throws IOException {
    Optional<Long> uid = number(nameOrUid);
    for (String line : lines("etc/passwd")) {
      String[] fields = line.split(":", -1);
      if (fields.length < 4 || number(fields[2]).isEmpty() || number(fields[3]).isEmpty()) {
        continue;
      }
      long lineUid = number(fields[2]).orElseThrow();
      if (uid.isPresent() ? lineUid == uid.get() : fields[0].equals(nameOrUid)) {
        return Optional.of(
            new User(
                fields[0],
                lineUid,
                number(fields[3]).orElseThrow(),
                fields.length > 5 ? fields[5] : ""));
      }
    }
    return Optional.empty();
  }

  private List<Group> groups() throws IOException {
    List<Group> groups = new ArrayList<>();
    for (String line : lines("etc/group")) {
      String[] fields = line.split(":", -1);
      if (fields.length >= 4 && number(fields[2]).isPresent()) {
        groups.add(
            new Group(
                fields[0], number(fields[2]).orElseThrow(), List.of(fields[3].split(",", -1))));
      }
    }
    return groups;
  }

  private List<String> lines(String path) throws IOException {
    Optional<SourceTree.Found> file = image.lookup(image.follow(path, true));
    if (file.isEmpty()
        || !file.get().entry().type().hasData()
        || file.get().entry().sizeBytes() > MAX_BYTES) {
      return List.of();
    }
    try (InputStream in = image.data(file.get().entry()).open();
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  private static Optional<Long> number(String text) {
    boolean digits =
        !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Optional.of(Long.valueOf(text)).filter(id -> id <= MAX_ID) : Optional.empty();
  }

  private static BuildException unknown(String kind, String name, String file) {
    return new BuildException(
        ExitCode.DOCKERFILE, "unknown " + kind + " " + name + ": not in " + file + " of the image");
  }
}
