// SPDX-License-Identifier: Apache-2.0
//
// A program with the set-user-id or set-group-id bit gives its owner's ids to who runs it. The real ids don't change
// by it: all files belong to the one that there is.
#include "calls.h"
#include "owners.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool is_script(const char *path) {
  char start[2] = {0};
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  ssize_t got = fd < 0 ? 0 : read(fd, start, sizeof start);
  close(fd);
  return got == 2 && memcmp(start, "#!", 2) == 0;
}

static void take_ids_of(const struct stop *stop, const char *path, struct ids *ids) {
  struct stat status;
  struct kept kept;
  if (stat(path, &status) || !S_ISREG(status.st_mode) || !(status.st_mode & 0111)) {
    return;  // it will fail
  }
  owners_find(stop, path, true, &kept);
  bool user = status.st_mode & S_ISUID;
  bool group = (status.st_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP);
  if ((user || group) && !is_script(path)) {
    ids->euid = user ? kept.owner.uid : ids->euid;
    ids->egid = group ? kept.owner.gid : ids->egid;
  }
  ids->suid = ids->fsuid = ids->euid;
  ids->sgid = ids->fsgid = ids->egid;
  ids->keep_capabilities = ids->kept_capabilities = 0;
}

static struct answer start(const struct stop *stop, uint64_t directory, uint64_t path, unsigned flags) {
  const struct ids *before = credentials_of(&stop->supervisor->credentials, stop->pid);
  struct place place;
  if (ids_are_root(before) || place_of(stop, directory, path, flags, &place)) {
    return go_on();
  }
  struct ids ids = *before;
  take_ids_of(stop, place.text, &ids);
  (void)credentials_set(&stop->supervisor->credentials, stop->pid, &ids);
  return go_on();
}

struct answer answer_execve(const struct stop *stop) {
  return start(stop, (uint64_t)AT_FDCWD, stop->args[0], 0);
}

struct answer answer_execveat(const struct stop *stop) {
  return start(stop, stop->args[0], stop->args[1], (unsigned)stop->args[4]);
}
