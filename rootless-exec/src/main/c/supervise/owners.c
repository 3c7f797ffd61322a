// SPDX-License-Identifier: Apache-2.0
#include "owners.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>

static bool read_xattr(const char *path, bool follow, const char *name, char value[64]) {
  ssize_t length = follow ? getxattr(path, name, value, 63) : lgetxattr(path, name, value, 63);
  value[length > 0 ? length : 0] = 0;
  return length > 0;
}

static bool find_special(const struct stop *stop, const char *path, bool follow, struct kept *kept) {
  struct statx status;
  if (!stop->supervisor->specials.count
      || statx(AT_FDCWD, path, follow ? 0 : AT_SYMLINK_NOFOLLOW, SPECIAL_MASK, &status)) {
    return false;
  }
  const struct owner *owner = specials_find(&stop->supervisor->specials, &status);
  if (owner) {
    kept->owner = *owner;
  }
  return owner;
}

bool owners_find(const struct stop *stop, const char *path, bool follow, struct kept *kept) {
  char value[64];
  *kept = (struct kept){0};
  if (!read_xattr(path, follow, OWNER_XATTR, value)) {
    return find_special(stop, path, follow, kept);
  }
  if (sscanf(value, "%u:%u", &kept->owner.uid, &kept->owner.gid) != 2) {
    return false;
  }
  unsigned mode;
  if (read_xattr(path, follow, NODE_XATTR, value)
      && sscanf(value, "%o:%u:%u", &mode, &kept->major, &kept->minor) == 3) {
    kept->type = mode & S_IFMT;
  }
  return true;
}

static char *own_name(int fd, char text[32]) {
  sprintf(text, "/proc/self/fd/%d", fd);
  return text;
}

struct owner owners_of(const struct stop *stop, int fd) {
  char name[32];
  struct kept kept;
  return owners_find(stop, own_name(fd, name), true, &kept) ? kept.owner : (struct owner){0, 0};
}

static bool holds_xattrs(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
}

static int keep_special(struct specials *specials, int fd, struct owner owner) {
  struct statx status;
  if (statx(fd, "", AT_EMPTY_PATH, SPECIAL_MASK, &status)) {
    return errno;
  }
  if (owner.uid || owner.gid || specials_find(specials, &status)) {
    specials_keep(specials, &status, owner);
  }
  return 0;
}

int owners_keep(struct specials *specials, int fd, struct owner owner) {
  char name[32];
  char value[32];
  own_name(fd, name);
  if (!holds_xattrs(fd)) {
    return keep_special(specials, fd, owner);
  }
  int failed;
  if (owner.uid || owner.gid || getxattr(name, NODE_XATTR, value, sizeof value) >= 0) {
    failed = setxattr(name, OWNER_XATTR, value, (size_t)sprintf(value, "%u:%u", owner.uid, owner.gid), 0);
  } else {
    failed = removexattr(name, OWNER_XATTR);
    failed = failed && errno == ENODATA ? 0 : failed;
  }
  // A tmpfs before Linux 6.6, or one of the kernel's own file systems.
  return !failed ? 0 : errno == EOPNOTSUPP ? keep_special(specials, fd, owner) : errno;
}

int owners_keep_node(int fd, mode_t type, unsigned major, unsigned minor) {
  char name[32];
  char value[64];
  own_name(fd, name);
  size_t length = (size_t)sprintf(value, "%o:%u:%u", (unsigned)type, major, minor);
  return setxattr(name, NODE_XATTR, value, length, 0) || setxattr(name, OWNER_XATTR, "0:0", 3, 0) ? errno : 0;
}
