// SPDX-License-Identifier: Apache-2.0
//
// What the description asks to see in the container. Everything is put together detached, and attached whole.
#include "rootfs.h"
#include "supervise/owners.h"
#include "sys.h"

#include <errno.h>
#include <string.h>

enum { SCOPED = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS };

// What is at the path inside of the tree, links resolved as if the tree were the whole file system.
static int open_inside(int tree, const char *path) {
  int fd = sys_openat2(tree, path, O_PATH, SCOPED);
  if (fd < 0) {
    fail("find the source of the mount", path, errno, "");
  }
  return fd;
}

static int copy_of(int fd, const char *name) {
  int copy = sys_open_tree(fd, "", OPEN_TREE_CLONE | AT_RECURSIVE | AT_EMPTY_PATH);
  if (copy < 0) {
    fail("bind", name, errno, "");
  }
  return copy;
}

// A part of a detached mount. Kernels before 6.15 copy nothing from a mount that is nowhere: it is put on the
// place for a moment.
static int part_of(int mount, const char *inside, const char *place) {
  int directory = open(place, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0 || sys_attach(mount, directory)) {
    fail("mount for a moment on", place, errno, "");
  }
  close(directory);
  int part = open_inside(mount, inside);
  int copy = copy_of(part, inside);
  close(part);
  if (sys_umount(place, MNT_DETACH)) {
    fail("unmount", place, errno, "");
  }
  close(mount);
  return copy;
}

static int bind(const struct mount *mount) {
  int whole = open(mount->path, O_PATH | O_CLOEXEC);
  if (whole < 0) {
    fail("bind", mount->path, errno, "");
  }
  int fd = mount->inside ? open_inside(whole, mount->inside) : whole;
  int copy = copy_of(fd, mount->path);
  if (fd != whole) {
    close(fd);
  }
  close(whole);
  return copy;
}

static int overlay(const struct mount *mount, const char *place, bool old) {
  int whole = overlay_mount(&mount->layers, place, old);
  return mount->inside ? part_of(whole, mount->inside, place) : whole;
}

static int tmpfs(const struct mount *mount) {
  const char *options[] = {"mode", "1777", mount->size ? "size" : NULL, mount->size, NULL};
  int fs = mount_fresh("tmpfs", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, options);
  if (fs < 0) {
    fail("mount a tmpfs on", mount->target, errno, "");
  }
  return fs;
}

// 0, or -1 with errno.
static int give(int fd, struct owner owner, struct specials *specials) {
  if (!specials) {
    return fchown(fd, owner.uid, owner.gid);
  }
  errno = owners_keep(specials, fd, owner);
  return errno ? -1 : 0;
}

// In memory, in a file system of its own that ends with the container.
static int file(const struct mount *mount, const char *place, struct specials *specials) {
  char *size = text_of("%zu", mount->length + (64 << 10));
  int fs = mount_fresh("tmpfs", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC,
      (const char *[]){"mode", "0700", "size", size, NULL});
  int fd = fs < 0 ? -1 : openat(fs, "file", O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0 || write_all(fd, mount->content, mount->length)
      || give(fd, (struct owner){mount->uid, mount->gid}, specials) || fchmod(fd, mount->mode)) {
    fail("make the file", mount->target, errno, errno == EINVAL ? "its owner or group is no id of this user" : "");
  }
  close(fd);
  return part_of(fs, "file", place);
}

static int detached(const struct mount *mount, const char *place, bool old, struct specials *specials) {
  switch (mount->kind) {
    case MOUNT_BIND: return bind(mount);
    case MOUNT_OVERLAY: return overlay(mount, place, old);
    case MOUNT_TMPFS: return tmpfs(mount);
    default: return file(mount, place, specials);
  }
}

void mount_described(struct rootfs *rootfs, const struct description *description, struct specials *specials) {
  mode_t before = umask(022);
  const char *place = description->root ? description->root : description->layers.work;
  for (size_t i = 0; i < description->mount_count; i++) {
    const struct mount *mount = &description->mounts[i];
    int fd = detached(mount, place, description->old_overlay_options, specials);
    // No device of the host is to be reached by a node that lies about somewhere.
    mount_restrict(fd, mount->target, MOUNT_ATTR_NODEV | (mount->read_only ? MOUNT_ATTR_RDONLY : 0));
    struct stat status;
    if (fstat(fd, &status)) {
      fail("read the status of", mount->target, errno, "");
    }
    rootfs_attach(rootfs, fd, mount->target, S_ISDIR(status.st_mode));
  }
  umask(before);
}
