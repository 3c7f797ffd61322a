// SPDX-License-Identifier: Apache-2.0
#include "permission.h"

#include <fcntl.h>
#include <unistd.h>

bool permission_is_given(const struct ids *ids, uid_t uid, gid_t gid, struct owner owner, mode_t mode, int wanted) {
  if (uid == 0) {
    return !(wanted & X_OK) || S_ISDIR(mode) || mode & 0111;
  }
  bool in_group = owner.gid == gid;
  for (size_t i = 0; !in_group && i < ids->group_count; i++) {
    in_group = ids->groups[i] == owner.gid;
  }
  int shift = uid == owner.uid ? 6 : in_group ? 3 : 0;
  return (mode >> shift & (mode_t)wanted) == (mode_t)wanted;
}

// What has no lasting owner, a pipe or a file of /proc, belongs to whoever uses it.
static bool is_judged(const struct stat *status) {
  struct stat proc;
  return (S_ISREG(status->st_mode) || S_ISDIR(status->st_mode))
      && (stat("/proc", &proc) || proc.st_dev != status->st_dev);
}

bool permission_at(const struct stop *stop, const struct ids *ids, const char *path, bool follow, int wanted) {
  struct stat status;
  struct kept kept;
  if (ids->fsuid == 0 || fstatat(AT_FDCWD, path, &status, follow ? 0 : AT_SYMLINK_NOFOLLOW)
      || !is_judged(&status)) {
    return true;
  }
  owners_find(stop, path, follow, &kept);
  return permission_is_given(ids, ids->fsuid, ids->fsgid, kept.owner, status.st_mode, wanted);
}
