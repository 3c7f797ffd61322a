// SPDX-License-Identifier: Apache-2.0
#include "rootfs.h"
#include "sys.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LINKS = 40 };

// A walk through the root, one component at a time. Nothing runs in the root yet, so nothing changes under it.
struct walk {
  struct rootfs *rootfs;
  char at[PATH_MAX];    // canonical, without the leading slash; the root is ""
  char rest[PATH_MAX];  // what is still to be walked
  int links;
};

static int open_at(const struct rootfs *rootfs, const char *path, int flags) {
  return sys_openat2(rootfs->fd, *path ? path : ".", flags, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
}

static void read_times(int fd, const char *name, struct timespec *mtime, uint64_t *mount) {
  struct statx status;
  if (statx(fd, "", AT_EMPTY_PATH, STATX_MTIME | STATX_MNT_ID, &status)) {
    fail("read the status of", name, errno, "");
  }
  *mtime = (struct timespec){.tv_sec = status.stx_mtime.tv_sec, .tv_nsec = status.stx_mtime.tv_nsec};
  *mount = status.stx_mnt_id;
}

static char *parent_of(const char *path) {
  char *parent = copy_text(path);
  char *slash = strrchr(parent, '/');
  *(slash ? slash : parent) = 0;
  return parent;
}

static _Noreturn void fail_to_make(const char *path, int error) {
  fail("make the mount target", path, error,
      error == EROFS ? "it would be in another mount, which is read-only: mount that one rw, or make the target there" : "");
}

// Makes the missing last component of path, and notes it if it is in the root's own file system.
static void make_stub(struct rootfs *rootfs, const char *path, bool directory) {
  struct stub stub = {.path = copy_text(path), .parent = parent_of(path), .directory = directory};
  const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
  int parent = open_at(rootfs, stub.parent, O_RDONLY | O_DIRECTORY);
  if (parent < 0) {
    fail("open the directory of the mount target", path, errno, "");
  }
  uint64_t mount;
  read_times(parent, path, &stub.before, &mount);
  if (directory) {
    if (mkdirat(parent, name, 0755)) {
      fail_to_make(path, errno);
    }
  } else {
    int file = openat(parent, name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
    if (file < 0) {
      fail_to_make(path, errno);
    }
    close(file);
  }
  read_times(parent, path, &stub.after, &mount);
  close(parent);
  if (mount == rootfs->mount) {
    rootfs->stubs = grow(rootfs->stubs, (rootfs->stub_count + 1) * sizeof stub);
    rootfs->stubs[rootfs->stub_count++] = stub;
  }
}

static void follow(struct walk *walk, int link, const char *path) {
  char target[PATH_MAX];
  ssize_t length = readlinkat(link, "", target, sizeof target - 1);
  if (length < 0 || ++walk->links > MOST_LINKS) {
    fail("resolve the mount target", path, length < 0 ? errno : ELOOP, "");
  }
  target[length] = 0;
  char *rest = text_of("%s/%s", target, walk->rest);
  if (strlen(rest) >= sizeof walk->rest) {
    fail("resolve the mount target", path, ENAMETOOLONG, "");
  }
  strcpy(walk->rest, rest);
  free(rest);
  if (target[0] == '/') {
    walk->at[0] = 0;
  }
}

// Takes the first component off the rest; false if there is none.
static bool next_component(struct walk *walk, char *component) {
  char *start = walk->rest + strspn(walk->rest, "/");
  size_t length = strcspn(start, "/");
  if (length > NAME_MAX) {
    fail("resolve the mount target", walk->rest, ENAMETOOLONG, "");
  }
  memcpy(component, start, length);
  component[length] = 0;
  memmove(walk->rest, start + length, strlen(start + length) + 1);
  return length > 0;
}

static bool is_last(const struct walk *walk) {
  return !walk->rest[strspn(walk->rest, "/")];
}

static void step_into(struct walk *walk, const char *component, const char *path) {
  if (strlen(walk->at) + strlen(component) + 2 > sizeof walk->at) {
    fail("resolve the mount target", path, ENAMETOOLONG, "");
  }
  if (walk->at[0]) {
    strcat(walk->at, "/");
  }
  strcat(walk->at, component);
}

static void step_out(struct walk *walk) {
  char *slash = strrchr(walk->at, '/');
  *(slash ? slash : walk->at) = 0;
}

// Opens the path as a mount target and puts its canonical form into walk->at; -1 if it isn't there and not to be made.
static int open_target(struct walk *walk, const char *path, bool directory, bool make) {
  if (strlen(path) >= sizeof walk->rest) {
    fail("resolve the mount target", path, ENAMETOOLONG, "");
  }
  strcpy(walk->rest, path);
  char component[NAME_MAX + 1];
  while (next_component(walk, component)) {
    if (strcmp(component, ".") == 0) {
      continue;
    }
    if (strcmp(component, "..") == 0) {
      step_out(walk);
      continue;
    }
    step_into(walk, component, path);
    int fd = open_at(walk->rootfs, walk->at, O_PATH | O_NOFOLLOW);
    if (fd < 0 && errno == ENOENT) {
      if (!make) {
        return -1;
      }
      make_stub(walk->rootfs, walk->at, directory || !is_last(walk));
      continue;
    }
    struct stat status;
    if (fd < 0 || fstat(fd, &status)) {
      fail("resolve the mount target", path, errno, "");
    }
    if (S_ISLNK(status.st_mode)) {
      step_out(walk);
      follow(walk, fd, path);
    }
    close(fd);
  }
  int fd = open_at(walk->rootfs, walk->at, O_PATH | O_NOFOLLOW);
  if (fd < 0) {
    fail("open the mount target", path, errno, "");
  }
  return fd;
}

static void attach(struct rootfs *rootfs, int mount, int target, const char *path, const char *canonical) {
  struct timespec mtime;
  uint64_t below;
  read_times(target, path, &mtime, &below);
  if (sys_attach(mount, target)) {
    fail("mount on", path, errno,
        errno == ENOTDIR ? "one is a directory, the other isn't" : "");
  }
  if (below == rootfs->mount) {
    append(&rootfs->mounts, copy_text(canonical));
  }
  close(target);
  close(mount);
}

void rootfs_attach(struct rootfs *rootfs, int mount, const char *path, bool directory) {
  struct walk walk = {.rootfs = rootfs};
  int target = open_target(&walk, path, directory, true);
  attach(rootfs, mount, target, path, walk.at);
}

void rootfs_attach_if_there(struct rootfs *rootfs, int mount, const char *path) {
  struct walk walk = {.rootfs = rootfs};
  int target = open_target(&walk, path, true, false);
  if (target < 0) {
    close(mount);
    return;
  }
  attach(rootfs, mount, target, path, walk.at);
}

static int plain_directory(const char *path) {
  int mount = sys_open_tree(AT_FDCWD, path, OPEN_TREE_CLONE | AT_RECURSIVE);
  if (mount < 0) {
    fail("bind the root directory", path, errno, "");
  }
  return mount;
}

void rootfs_mount(struct rootfs *rootfs, const struct description *description) {
  const char *place = description->root ? description->root : description->layers.upper;
  int mount = description->root ? plain_directory(place) : overlay_mount(&description->layers, place, description->old_overlay_options);
  int directory = open(place, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0 || sys_attach(mount, directory)) {
    fail("mount the root file system on", place, errno, "");
  }
  close(directory);
  struct timespec mtime;
  *rootfs = (struct rootfs){.fd = mount};
  read_times(mount, place, &mtime, &rootfs->mount);
}

// Old root on top of the new one, then taken off again: no directory is needed for it.
static bool pivot(void) {
  return sys_pivot_root(".", ".") == 0 && sys_umount(".", MNT_DETACH) == 0;
}

// On top of the old root, which then can't be reached any more without CAP_SYS_ADMIN: for the seccomp profile of
// Kubernetes (RuntimeDefault), which has no pivot_root for anybody, and for an initial ramdisk as root.
static bool cover(void) {
  return sys_mount(".", "/", NULL, MS_MOVE, NULL) == 0 && chroot(".") == 0;
}

void rootfs_enter(struct rootfs *rootfs) {
  if (fchdir(rootfs->fd) || (!pivot() && !cover()) || chdir("/")) {
    fail("change the root to", "the container's root", errno, "");
  }
}

static bool same(struct timespec left, struct timespec right) {
  return left.tv_sec == right.tv_sec && left.tv_nsec == right.tv_nsec;
}

static void remove_stub(const struct rootfs *rootfs, const struct stub *stub) {
  int parent = open_at(rootfs, stub->parent, O_RDONLY | O_DIRECTORY);
  if (parent < 0) {
    return;  // the container removed the directory and the stub with it
  }
  struct timespec mtime;
  uint64_t mount;
  const char *name = strrchr(stub->path, '/') ? strrchr(stub->path, '/') + 1 : stub->path;
  struct stat status;
  read_times(parent, stub->parent, &mtime, &mount);
  bool untouched = fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0
      && (stub->directory ? S_ISDIR(status.st_mode) : S_ISREG(status.st_mode) && status.st_size == 0);
  if (untouched && unlinkat(parent, name, stub->directory ? AT_REMOVEDIR : 0) == 0) {
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, same(mtime, stub->after) ? stub->before : mtime};
    if (futimens(parent, times)) {
      fail("restore the time of", stub->parent, errno, "");
    }
  } else if (untouched && errno != ENOTEMPTY) {
    fail("remove the mount target", stub->path, errno, "");
  }
  close(parent);
}

void rootfs_remove_stubs(struct rootfs *rootfs) {
  if (!rootfs->stub_count) {
    return;
  }
  for (size_t i = rootfs->mounts.count; i-- > 0;) {
    char *path = text_of("/%s", rootfs->mounts.at[i]);
    if (sys_umount(path, MNT_DETACH | 8 /* UMOUNT_NOFOLLOW */) && errno != EINVAL && errno != ENOENT) {
      fail("unmount", path, errno, "");
    }
    free(path);
  }
  for (size_t i = rootfs->stub_count; i-- > 0;) {
    remove_stub(rootfs, &rootfs->stubs[i]);
  }
}
