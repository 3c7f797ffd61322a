// SPDX-License-Identifier: Apache-2.0
//
// What a container sees beside its image: the same as with Docker. A file system that the kernel won't
// mount afresh (in a pod whose /proc is masked) is bound from the host, with everything on it.
#include "rootfs.h"
#include "sys.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { LOCKED = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC };

int mount_fresh(const char *type, unsigned attributes, const char *const *options) {
  int fs = sys_fsopen(type);
  if (fs < 0) {
    return -1;
  }
  int failed = sys_fsconfig(fs, FSCONFIG_SET_STRING, "source", type);
  for (size_t i = 0; !failed && options && options[i]; i += 2) {
    bool flag = !options[i + 1][0];
    failed = sys_fsconfig(
        fs, flag ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING, options[i], flag ? NULL : options[i + 1]);
  }
  int mount = failed || sys_fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL) ? -1 : sys_fsmount(fs, attributes);
  int error = errno;
  close(fs);
  errno = error;
  return mount;
}

static int must(int mount, const char *what, const char *on) {
  if (mount < 0) {
    fail(what, on, errno, "");
  }
  return mount;
}

static int copy_of(int directory, const char *path) {
  return must(sys_open_tree(directory, path, OPEN_TREE_CLONE | AT_RECURSIVE), "bind", path);
}

void mount_restrict(int mount, const char *path, unsigned attributes) {
  struct mount_attr change = {.attr_set = attributes};
  if (sys_mount_setattr(mount, AT_RECURSIVE, &change)) {
    fail(attributes & MOUNT_ATTR_RDONLY ? "make read-only" : "restrict", path, errno,
        errno == ENOSYS ? "Linux 5.12 or later is needed" : "");
  }
}

static void mount_proc(struct rootfs *rootfs) {
  int mount = mount_fresh("proc", LOCKED, NULL);
  rootfs->host_proc = mount < 0;
  rootfs_attach(rootfs, mount < 0 ? copy_of(AT_FDCWD, "/proc") : mount, "/proc", true);
}

// Covered by an empty file or directory.
static void mask(struct rootfs *rootfs, const char *path) {
  struct stat status;
  int there = sys_openat2(rootfs->fd, path + 1, O_PATH, RESOLVE_IN_ROOT);
  if (there < 0) {
    return;
  }
  if (fstat(there, &status)) {
    fail("mask", path, errno, "");
  }
  close(there);
  bool directory = S_ISDIR(status.st_mode);
  int empty = directory
      ? mount_fresh("tmpfs", MOUNT_ATTR_RDONLY | LOCKED, (const char *[]){"size", "4k", "mode", "0555", NULL})
      : copy_of(AT_FDCWD, "/dev/null");
  rootfs_attach(rootfs, must(empty, "mask", path), path, directory);
}

static void mask_all(struct rootfs *rootfs) {
  static const char *const masked[] = {
      "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
      "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/firmware",
      "/sys/devices/virtual/powercap"};
  static const char *const read_only[] = {
      "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"};
  for (size_t i = 0; i < sizeof masked / sizeof *masked; i++) {
    mask(rootfs, masked[i]);
  }
  for (size_t i = 0; i < sizeof read_only / sizeof *read_only; i++) {
    const char *path = read_only[i];
    int copy = sys_open_tree(rootfs->fd, path + 1, OPEN_TREE_CLONE | AT_RECURSIVE);
    if (copy < 0 && errno == ENOENT) {
      continue;
    }
    mount_restrict(must(copy, "bind", path), path, MOUNT_ATTR_RDONLY);
    rootfs_attach_if_there(rootfs, copy, path);
  }
}

// Device nodes can't be made in a user namespace: the host's are bound.
static void bind_device(int dev, const char *path) {
  const char *name = strrchr(path, '/') + 1;
  int file = openat(dev, name, O_CREAT | O_WRONLY | O_CLOEXEC, 0666);
  int copy = sys_open_tree(AT_FDCWD, path, OPEN_TREE_CLONE);
  if (file < 0 || copy < 0 || sys_attach(copy, file)) {
    fail("bind the device", path, errno, "");
  }
  close(file);
  close(copy);
}

static void fill_dev(int dev) {
  static const char *const devices[] = {
      "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"};
  static const char *const links[][2] = {{"/proc/self/fd", "fd"}, {"/proc/self/fd/0", "stdin"},
      {"/proc/self/fd/1", "stdout"}, {"/proc/self/fd/2", "stderr"}, {"pts/ptmx", "ptmx"}};
  static const char *const directories[] = {"pts", "shm", "mqueue"};
  for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
    bind_device(dev, devices[i]);
  }
  for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
    if (symlinkat(links[i][0], dev, links[i][1])) {
      fail("make the link", links[i][1], errno, "");
    }
  }
  for (size_t i = 0; i < sizeof directories / sizeof *directories; i++) {
    if (mkdirat(dev, directories[i], 0755)) {
      fail("make the directory", directories[i], errno, "");
    }
  }
}

// Group 5 (tty) owns terminals, unless it has no id here.
static int fresh_devpts(void) {
  unsigned attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC;
  int mount = mount_fresh("devpts", attributes,
      (const char *[]){"newinstance", "", "ptmxmode", "0666", "mode", "0620", "gid", "5", NULL});
  return mount >= 0 ? mount
                    : mount_fresh("devpts", attributes,
                          (const char *[]){"newinstance", "", "ptmxmode", "0666", "mode", "0620", NULL});
}

static void mount_dev(struct rootfs *rootfs) {
  int dev = must(mount_fresh("tmpfs", MOUNT_ATTR_NOSUID, (const char *[]){"mode", "0755", "size", "64m", NULL}), "mount",
      "/dev");
  rootfs_attach(rootfs, fcntl(dev, F_DUPFD_CLOEXEC, 3), "/dev", true);
  fill_dev(dev);
  close(dev);
  rootfs_attach(rootfs, must(fresh_devpts(), "mount", "/dev/pts"), "/dev/pts", true);
  int shm = mount_fresh("tmpfs", LOCKED, (const char *[]){"mode", "1777", "size", "64m", NULL});
  rootfs_attach(rootfs, must(shm, "mount", "/dev/shm"), "/dev/shm", true);
  int mqueue = mount_fresh("mqueue", LOCKED, NULL);
  if (mqueue >= 0) {
    rootfs_attach(rootfs, mqueue, "/dev/mqueue", true);
  }
}

// A fresh /sys shows the devices of the process's network: only who owns that may mount one.
static void mount_sys(struct rootfs *rootfs, bool own_network, bool insecure) {
  unsigned read_only = insecure ? 0 : MOUNT_ATTR_RDONLY;
  int mount = own_network ? mount_fresh("sysfs", LOCKED | read_only, NULL) : -1;
  if (mount < 0) {
    mount = copy_of(AT_FDCWD, "/sys");
    mount_restrict(mount, "/sys", read_only);
  }
  rootfs_attach(rootfs, mount, "/sys", true);
}

void mount_system(struct rootfs *rootfs, const struct description *description) {
  mode_t before = umask(0);
  mount_proc(rootfs);
  mount_dev(rootfs);
  mount_sys(rootfs, description->own_network, description->insecure);
  if (!description->insecure) {
    mask_all(rootfs);
  }
  umask(before);
}
