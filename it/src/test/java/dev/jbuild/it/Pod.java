// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs a command as a Kubernetes pod of a Pod Security level runs it: with runc, no cluster. User,
 * capabilities, no_new_privs, the runtime's default seccomp profile (that of moby, from its
 * repository, Apache-2.0) and the masked paths of /proc are a kubelet's; AppArmor, SELinux and
 * limits are not there. The root file system is read-only, with the host's /usr; /work is an
 * emptyDir. Root only.
 */
final class Pod {
  private static final List<String> DEFAULT_CAPABILITIES =
      Stream.of(
              "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT"
                  .split(" "))
          .map(name -> "CAP_" + name)
          .toList();

  private static final int FIRST_ID_OF_USERNS = 200_000;

  /** What the pod's security context says. */
  enum Level {
    /** Pod Security restricted. */
    RESTRICTED(1000, false, true),
    /** Pod Security baseline: root, no more than the default capabilities. */
    BASELINE(0, false, true),
    /** Seccomp Unconfined, /proc not masked, programs with capabilities work. */
    UNCONFINED(1000, true, false),
    /** {@code hostUsers: false}, with SYS_ADMIN in the pod's user namespace. */
    USERNS(0, true, true);

    private final int uid;
    private final boolean unmasked;
    private final boolean filtered;

    Level(int uid, boolean unmasked, boolean filtered) {
      this.uid = uid;
      this.unmasked = unmasked;
      this.filtered = filtered;
    }

    private List<String> bounding() {
      List<String> capabilities =
          new ArrayList<>(this == RESTRICTED ? List.of() : DEFAULT_CAPABILITIES);
      if (this == USERNS) {
        capabilities.add("CAP_SYS_ADMIN");
      }
      return capabilities;
    }
  }

  private final Level level;
  private final Path bundle;
  private final Map<String, Path> mounts = new LinkedHashMap<>();
  private String path = Command.PATH;

  private Pod(Level level, Path bundle) {
    this.level = level;
    this.bundle = bundle;
  }

  static Pod of(Level level, Lab lab) throws IOException {
    MustWork.assumeRoot();
    MustWork.assumeTools("runc");
    Pod pod = new Pod(level, lab.subdirectory("pod-" + level + "-" + System.nanoTime()));
    Path work = Files.createDirectory(pod.bundle.resolve("work"));
    int owner = level == Level.USERNS ? FIRST_ID_OF_USERNS : level.uid;
    Files.setAttribute(work, "unix:uid", owner);
    Files.setAttribute(work, "unix:gid", owner);
    pod.makeRootfs();
    return pod;
  }

  /** Mounts a directory of the host read-only. */
  Pod with(Path directory, String target) throws IOException {
    mounts.put(target, directory.toRealPath());
    Files.createDirectories(bundle.resolve("rootfs" + target));
    return this;
  }

  /** Programs in this directory of the pod are found first. */
  Pod withPath(String directory) {
    path = directory + ":" + path;
    return this;
  }

  Finished run(String... command) throws IOException {
    Files.writeString(bundle.resolve("config.json"), config(List.of(command)).toString());
    return Command.of("runc", "run", "--bundle", bundle.toString(), bundle.getFileName().toString())
        .within(Duration.ofMinutes(2))
        .run();
  }

  private void makeRootfs() throws IOException {
    Path rootfs = Files.createDirectory(bundle.resolve("rootfs"));
    for (String name : List.of("etc", "proc", "dev", "sys", "tmp", "work", "usr")) {
      Files.createDirectory(rootfs.resolve(name));
    }
    for (String name : List.of("bin", "sbin", "lib", "lib64")) {
      Files.createSymbolicLink(rootfs.resolve(name), Path.of("usr", name));
    }
    Files.writeString(
        rootfs.resolve("etc/passwd"), "root:x:0:0::/work:/bin/sh\njb:x:1000:1000::/work:/bin/sh\n");
    Files.writeString(rootfs.resolve("etc/subuid"), "jb:100000:65536\n");
    Files.writeString(rootfs.resolve("etc/subgid"), "jb:100000:65536\n");
    with(Path.of("/usr"), "/usr");
    // Debian's Java has its settings there.
    try (Stream<Path> settings = Files.list(Path.of("/etc"))) {
      for (Path directory : settings.filter(p -> p.toString().startsWith("/etc/java")).toList()) {
        with(directory, directory.toString());
      }
    }
    Path java = Path.of(System.getProperty("java.home")).toRealPath();
    if (!java.startsWith("/usr")) {
      with(java, java.toString());
    }
  }

  private ObjectNode config(List<String> command) throws IOException {
    ObjectNode config = Json.object();
    config.put("ociVersion", "1.0.2").put("hostname", "pod");
    config.putObject("root").put("path", "rootfs").put("readonly", true);
    mounts(config.putArray("mounts"));
    linux(config.putObject("linux"));
    ObjectNode process = config.putObject("process");
    process.put("terminal", false).put("cwd", "/work");
    process.put("noNewPrivileges", level == Level.RESTRICTED);
    process.putObject("user").put("uid", level.uid).put("gid", level.uid);
    strings(process.putArray("args"), command);
    strings(
        process.putArray("env"),
        List.of(
            "PATH=" + path,
            "HOME=/work",
            "JAVA_HOME=" + System.getProperty("java.home"),
            "LC_ALL=C.UTF-8"));
    List<String> own = level.uid == 0 ? level.bounding() : List.of();
    ObjectNode capabilities = process.putObject("capabilities");
    strings(capabilities.putArray("bounding"), level.bounding());
    strings(capabilities.putArray("effective"), own);
    strings(capabilities.putArray("permitted"), own);
    return config;
  }

  private void mounts(ArrayNode array) {
    mount(array, "/proc", "proc", "proc");
    mount(array, "/dev", "tmpfs", "tmpfs", "nosuid", "mode=755", "size=65536k");
    mount(array, "/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance");
    mount(array, "/sys", "none", "/sys", "rbind", "nosuid", "noexec", "nodev", "ro");
    mount(array, "/tmp", "tmpfs", "tmpfs", "mode=1777");
    mount(array, "/work", "bind", bundle.resolve("work").toString(), "rbind", "rw");
    mounts.forEach(
        (target, source) -> mount(array, target, "bind", source.toString(), "rbind", "ro"));
  }

  private static void mount(
      ArrayNode array, String target, String type, String source, String... options) {
    ObjectNode mount = array.addObject();
    mount.put("destination", target).put("type", type).put("source", source);
    strings(mount.putArray("options"), List.of(options));
  }

  private void linux(ObjectNode linux) throws IOException {
    ArrayNode namespaces = linux.putArray("namespaces");
    for (String type : List.of("pid", "mount", "ipc", "uts")) {
      namespaces.addObject().put("type", type);
    }
    if (level == Level.USERNS) {
      namespaces.addObject().put("type", "user");
      for (String map : List.of("uidMappings", "gidMappings")) {
        ObjectNode range = linux.putArray(map).addObject();
        range.put("containerID", 0).put("hostID", FIRST_ID_OF_USERNS).put("size", 65_536);
      }
    }
    if (level.filtered) {
      linux.set("seccomp", seccomp());
    }
    if (!level.unmasked) {
      strings(
          linux.putArray("maskedPaths"),
          List.of("/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/scsi"));
      strings(
          linux.putArray("readonlyPaths"),
          List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"));
    }
  }

  /** The profile, resolved for the level's capabilities as the runtime does it. */
  private ObjectNode seccomp() throws IOException {
    Path file = Lab.checkout().resolve("it/src/test/resources/pods/seccomp-runtime-default.json");
    JsonNode profile = Json.parseObject(Files.readAllBytes(file), file.toString());
    ObjectNode resolved = Json.object();
    resolved.set("defaultAction", profile.get("defaultAction"));
    resolved.put("defaultErrnoRet", 1);
    strings(
        resolved.putArray("architectures"),
        List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"));
    ArrayNode rules = resolved.putArray("syscalls");
    for (JsonNode rule : profile.get("syscalls")) {
      if (applies(rule)) {
        ObjectNode copy = rules.addObject();
        for (String key : List.of("names", "action", "args", "errnoRet")) {
          if (rule.hasNonNull(key)) {
            copy.set(key, rule.get(key));
          }
        }
      }
    }
    return resolved;
  }

  private boolean applies(JsonNode rule) {
    Set<String> capabilities = Set.copyOf(level.bounding());
    JsonNode includes = rule.path("includes");
    JsonNode excludes = rule.path("excludes");
    return capabilities.containsAll(texts(includes.path("caps")))
        && texts(excludes.path("caps")).stream().noneMatch(capabilities::contains)
        && (includes.path("arches").isEmpty()
            || texts(includes.path("arches")).stream()
                .anyMatch(Set.of("amd64", "x86", "x32")::contains))
        && !texts(excludes.path("arches")).contains("amd64");
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }

  private static void strings(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }
}
