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

bool permission_is_judged(const struct stat *status) {
  struct stat proc;
  return (S_ISREG(status->st_mode) || S_ISDIR(status->st_mode))
      && (stat("/proc", &proc) || proc.st_dev != status->st_dev);
}
