// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The ground that the tests stand on: the distribution, or a copy that everybody may read, a
 * registry, base images, accounts, and a directory that goes when the tests have ended.
 */
final class Lab implements AutoCloseable {
  /** What the names of the directories of all tests begin with. */
  static final String PREFIX = "jbuild-it-";

  private final Path directory;
  private final Path distribution;
  private final AtomicInteger count = new AtomicInteger();
  private Optional<DockerRegistry> registry = Optional.empty();
  private Optional<String> busybox = Optional.empty();
  private Optional<String> debian = Optional.empty();

  private Lab(Path directory, Path distribution) {
    this.directory = directory;
    this.distribution = distribution;
  }

  static Lab open() throws IOException {
    // Not java.io.tmpdir: that may be a tmpfs, and these tests want a disk.
    Path directory = Files.createTempDirectory(Path.of("/var/tmp"), PREFIX);
    setMode(directory, "rwxr-xr-x");
    Path built = checkout().resolve("builder-cli/target/jbuild");
    if (!Files.isExecutable(built.resolve("bin/jbuild"))) {
      throw new IOException(built + " has no bin/jbuild: package builder-cli first");
    }
    Lab lab = new Lab(directory, isForEverybody(built) ? built : copy(built, directory));
    Runtime.getRuntime().addShutdownHook(new Thread(lab::stopRegistry));
    return lab;
  }

  /** A copy starts slowly: archives of classes are for the place where they were made. */
  private static Path copy(Path built, Path directory) throws IOException {
    Path distribution = directory.resolve("distribution");
    Command.of("cp", "-a", built.toString(), distribution.toString()).run().ok();
    Command.of("chmod", "-R", "a+rX", distribution.toString()).run().ok();
    return distribution;
  }

  /** Whether every user can get to a directory and read all that is in it. */
  private static boolean isForEverybody(Path directory) throws IOException {
    for (Path at = directory.toRealPath(); at != null; at = at.getParent()) {
      if (!Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        return false;
      }
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        if (!Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
          return false;
        }
      }
    }
    return true;
  }

  /** The root of the project's sources. */
  static Path checkout() {
    return Path.of(
        System.getProperty(
            "jbuild.checkout", Path.of("..").toAbsolutePath().normalize().toString()));
  }

  Account account(Account.Kind kind) throws IOException {
    return Account.of(kind, directory.resolve("home"));
  }

  /** An ordinary user with a subuid range, as which most tests run. */
  Account user() throws IOException {
    return account(Account.Kind.WITH_SUBIDS);
  }

  /** jbuild with a storage root of its own on the disk. */
  Jbuild jbuild(Account account) throws IOException {
    return jbuild(account, newDirectory(account));
  }

  /** jbuild with this storage root. */
  Jbuild jbuild(Account account, Path root) {
    return new Jbuild(distribution.resolve("bin/jbuild"), account, root);
  }

  /** An empty directory on the disk that belongs to the account. */
  Path newDirectory(Account account) throws IOException {
    return newDirectory(account, directory);
  }

  /** An empty directory in {@code parent} that belongs to the account. */
  Path newDirectory(Account account, Path parent) throws IOException {
    Path made = parent.resolve("d" + count.incrementAndGet());
    Files.createDirectory(made);
    give(made, account);
    return made;
  }

  /** A directory that is on a tmpfs; the caller removes it. */
  Path newTmpfsDirectory(Account account) throws IOException {
    Path shm = Path.of("/dev/shm");
    MustWork.assume(
        Files.isDirectory(shm) && Files.getFileStore(shm).type().equals("tmpfs"),
        "/dev/shm is not a tmpfs");
    Path made = Files.createTempDirectory(shm, PREFIX);
    give(made, account);
    return made;
  }

  private static void give(Path path, Account account) throws IOException {
    if (account.uid() != Account.currentUid()) {
      Files.setAttribute(path, "unix:uid", account.uid(), LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:gid", account.gid(), LinkOption.NOFOLLOW_LINKS);
    }
  }

  /** A build context, readable by everyone, that has nothing in it yet. */
  BuildContext context() throws IOException {
    Path made = directory.resolve("context" + count.incrementAndGet());
    Files.createDirectory(made);
    setMode(made, "rwxr-xr-x");
    return new BuildContext(made);
  }

  synchronized DockerRegistry registry() throws IOException {
    if (registry.isEmpty()) {
      registry = Optional.of(DockerRegistry.start(subdirectory("registry")));
    }
    return registry.get();
  }

  /** A static busybox with all its applets: {@code 127.0.0.1:port/busybox:1}. */
  synchronized String busybox() throws IOException {
    if (busybox.isEmpty()) {
      busybox = Optional.of(BaseImages.pushBusybox(registry(), subdirectory("busybox")));
    }
    return busybox.get();
  }

  /** The smallest Debian that has apt: {@code 127.0.0.1:port/debian:bookworm}. */
  synchronized String debian() throws IOException {
    if (debian.isEmpty()) {
      debian = Optional.of(BaseImages.pushDebian(registry()));
    }
    return debian.get();
  }

  /** A directory of the tests themselves. */
  Path subdirectory(String name) throws IOException {
    return Files.createDirectories(directory.resolve(name));
  }

  static void setMode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  /** Removes what an account has made, files of its subordinate ids included. */
  static void remove(Account account, Path path) throws IOException {
    Command remove = Command.of("rm", "-rf", path.toString());
    if (Account.currentUid() != 0 && MustWork.isOnPath("newuidmap")) {
      remove =
          Command.of("unshare", "--map-root-user", "--map-auto", "rm", "-rf", path.toString())
              .as(account);
    }
    remove.within(Duration.ofMinutes(5)).run().ok();
  }

  private synchronized void stopRegistry() {
    registry.ifPresent(DockerRegistry::close);
  }

  @Override
  public void close() throws IOException {
    stopRegistry();
    Account self =
        new Account(
            "self", Account.currentUid(), 0, Path.of(System.getProperty("user.home")), false);
    remove(self, directory);
  }
}
