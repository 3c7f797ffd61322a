// SPDX-License-Identifier: Apache-2.0
//
// Most files are what the kernel says: it answers by itself then. For the others the call is done here and its
// result put right.
#include "calls.h"
#include "owners.h"

#include <fcntl.h>
#include <errno.h>
#include <sys/sysmacros.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct answer put_stat(const struct stop *stop, const struct place *place, uint64_t to) {
  struct kept kept;
  struct stat status;
  if (!owners_find(stop, place->text, place->follow, &kept)
      || syscall(SYS_newfstatat, AT_FDCWD, place->text, &status, place->follow ? 0 : AT_SYMLINK_NOFOLLOW)) {
    return go_on();
  }
  status.st_uid = kept.owner.uid;
  status.st_gid = kept.owner.gid;
  if (kept.type) {
    status.st_mode = (status.st_mode & ~(mode_t)S_IFMT) | kept.type;
    status.st_rdev = makedev(kept.major, kept.minor);
  }
  if (!stop_is_valid(stop)) {
    return go_on();
  }
  return memory_write(stop, to, &status, sizeof status) ? result(0) : refused(EFAULT);
}

static struct answer answer_path(
    const struct stop *stop, uint64_t directory, uint64_t path, uint64_t to, unsigned flags) {
  struct place place;
  return place_of(stop, directory, path, flags, &place) ? go_on() : put_stat(stop, &place, to);
}

struct answer answer_stat(const struct stop *stop) {
  return answer_path(stop, (uint64_t)AT_FDCWD, stop->args[0], stop->args[1], 0);
}

struct answer answer_lstat(const struct stop *stop) {
  return answer_path(stop, (uint64_t)AT_FDCWD, stop->args[0], stop->args[1], AT_SYMLINK_NOFOLLOW);
}

struct answer answer_fstat(const struct stop *stop) {
  struct place place;
  place_of_file(stop, stop->args[0], &place);
  return put_stat(stop, &place, stop->args[1]);
}

struct answer answer_newfstatat(const struct stop *stop) {
  const uint64_t *args = stop->args;
  return answer_path(stop, args[0], args[1], args[2], (unsigned)args[3]);
}

struct answer answer_statx(const struct stop *stop) {
  const uint64_t *args = stop->args;
  unsigned flags = (unsigned)args[2];
  struct place place;
  struct kept kept;
  struct statx status;
  if (place_of(stop, args[0], args[1], flags, &place) || !owners_find(stop, place.text, place.follow, &kept)) {
    return go_on();
  }
  unsigned own = (flags & ~(unsigned)(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW)) | (place.follow ? 0 : AT_SYMLINK_NOFOLLOW);
  if (statx(AT_FDCWD, place.text, (int)own, (unsigned)args[3], &status)) {
    return go_on();
  }
  status.stx_uid = kept.owner.uid;
  status.stx_gid = kept.owner.gid;
  if (kept.type) {
    status.stx_mode = (uint16_t)((status.stx_mode & ~S_IFMT) | kept.type);
    status.stx_rdev_major = kept.major;
    status.stx_rdev_minor = kept.minor;
  }
  if (!stop_is_valid(stop)) {
    return go_on();
  }
  return memory_write(stop, args[4], &status, sizeof status) ? result(0) : refused(EFAULT);
}
