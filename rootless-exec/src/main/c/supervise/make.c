// SPDX-License-Identifier: Apache-2.0
#include "make.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A set-group-id directory passes on its group.
bool make_owner(const struct stop *stop, const struct ids *ids, const char *directory, struct owner *owner) {
  struct kept kept;
  struct stat status;
  *owner = (struct owner){ids->fsuid, ids->fsgid};
  bool found = owners_find(stop, directory, true, &kept);
  if ((!found && !owner->uid && !owner->gid) || stat(directory, &status)) {
    return true;
  }
  owner->gid = status.st_mode & S_ISGID ? kept.owner.gid : owner->gid;
  return permission_is_given(ids, ids->fsuid, ids->fsgid, kept.owner, status.st_mode, W_OK | X_OK);
}

static mode_t umask_of(pid_t pid) {
  char *text = process_status(pid, "\nUmask:");
  mode_t mask = text ? (mode_t)strtoul(text, NULL, 8) : 022;
  free(text);
  return mask;
}

bool make_begin(
    const struct stop *stop, uint64_t directory, uint64_t path, struct making *making, struct answer *otherwise) {
  const struct ids *ids = credentials_of(&stop->supervisor->credentials, stop->pid);
  struct stat status;
  *otherwise = go_on();
  if (place_of(stop, directory, path, 0, &making->directory)) {
    return false;
  }
  making->name = place_split(&making->directory);
  if (!making->name[0] || strcmp(making->name, ".") == 0 || strcmp(making->name, "..") == 0) {
    return false;
  }
  bool may = make_owner(stop, ids, making->directory.text, &making->owner);
  if (may && !making->owner.uid && !making->owner.gid) {
    return false;
  }
  making->fd = place_open(stop, &making->directory);
  if (making->fd < 0) {
    return false;  // the kernel says why
  }
  if (fstatat(making->fd, making->name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
    close(making->fd);
    return false;
  }
  if (!may) {
    close(making->fd);
    *otherwise = refused(EACCES);
    return false;
  }
  making->umask = umask(umask_of(stop->pid));
  return true;
}

int make_end(const struct stop *stop, struct making *making, int made) {
  umask(making->umask);
  close(making->fd);
  return owners_keep(&stop->supervisor->specials, made, making->owner);
}
