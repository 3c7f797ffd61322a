// SPDX-License-Identifier: Apache-2.0
#include "calls.h"
#include "permission.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static struct answer answer(const struct stop *stop, uint64_t directory, uint64_t path, uint64_t mode, unsigned flags) {
  const struct ids *ids = credentials_of(&stop->supervisor->credentials, stop->pid);
  struct place place;
  struct stat status;
  struct kept kept;
  if (ids_are_root(ids) || place_of(stop, directory, path, flags, &place)
      || fstatat(AT_FDCWD, place.text, &status, place.follow ? 0 : AT_SYMLINK_NOFOLLOW)) {
    return go_on();
  }
  owners_find(stop, place.text, place.follow, &kept);
  bool effective = flags & AT_EACCESS;
  uid_t uid = effective ? ids->fsuid : ids->ruid;
  gid_t gid = effective ? ids->fsgid : ids->rgid;
  // The kernel still says no to what is on a read-only mount.
  return permission_is_given(ids, uid, gid, kept.owner, status.st_mode, (int)mode & (R_OK | W_OK | X_OK))
      ? go_on()
      : refused(EACCES);
}

struct answer answer_access(const struct stop *stop) {
  return answer(stop, (uint64_t)AT_FDCWD, stop->args[0], stop->args[1], 0);
}

struct answer answer_faccessat(const struct stop *stop) {
  return answer(stop, stop->args[0], stop->args[1], stop->args[2], 0);
}

struct answer answer_faccessat2(const struct stop *stop) {
  return answer(stop, stop->args[0], stop->args[1], stop->args[2], (unsigned)stop->args[3]);
}
