// SPDX-License-Identifier: Apache-2.0
#include "calls.h"
#include "owners.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static const unsigned UNCHANGED = (unsigned)-1;

// chown(2): root may do all, an owner may give the file to one of their groups.
static bool may(const struct ids *ids, struct owner is, struct owner wanted) {
  return ids->fsuid == 0
      || (is.uid == ids->fsuid && wanted.uid == is.uid && (wanted.gid == is.gid || ids_have_group(ids, wanted.gid)));
}

static int change(const struct stop *stop, const struct ids *ids, int fd, uid_t uid, gid_t gid) {
  struct owner is = owners_of(stop, fd);
  struct owner wanted = {uid == UNCHANGED ? is.uid : uid, gid == UNCHANGED ? is.gid : gid};
  if (!may(ids, is, wanted)) {
    return EPERM;
  }
  // The one real id already owns it: what is left is what else chown does, to set-id bits and capabilities.
  if (fchownat(fd, "", uid == UNCHANGED ? uid : 0, gid == UNCHANGED ? gid : 0, AT_EMPTY_PATH)) {
    return errno;
  }
  return owners_keep(&stop->supervisor->specials, fd, wanted);
}

// To 0:0 by root, of a file that nothing is kept of: the kernel does it as it is.
static bool is_plain(const struct stop *stop, const struct ids *ids, const struct place *place, uid_t uid, gid_t gid) {
  struct kept kept;
  return ids->fsuid == 0 && (uid == 0 || uid == UNCHANGED) && (gid == 0 || gid == UNCHANGED)
      && !owners_find(stop, place->text, place->follow, &kept);
}

// What the path leads to is another process's, as the kernel says it; unless it leads nowhere.
static int refusal(const struct place *place, int error) {
  struct stat status;
  return error == ELOOP && place->follow && stat(place->text, &status) == 0 ? EACCES : error;
}

static struct answer answer(const struct stop *stop, const struct place *place, uint64_t owner, uint64_t group) {
  const struct ids *ids = credentials_of(&stop->supervisor->credentials, stop->pid);
  uid_t uid = (uid_t)owner;
  gid_t gid = (gid_t)group;
  if (is_plain(stop, ids, place, uid, gid)) {
    return go_on();
  }
  int fd = place_open(stop, place);
  if (fd < 0) {
    return refused(refusal(place, errno));
  }
  int error = change(stop, ids, fd, uid, gid);
  close(fd);
  return error ? refused(error) : result(0);
}

static struct answer answer_path(const struct stop *stop, uint64_t directory, const uint64_t *args, unsigned flags) {
  struct place place;
  int error = place_of(stop, directory, args[0], flags, &place);
  return error ? refused(error) : answer(stop, &place, args[1], args[2]);
}

struct answer answer_chown(const struct stop *stop) {
  return answer_path(stop, (uint64_t)AT_FDCWD, stop->args, 0);
}

struct answer answer_lchown(const struct stop *stop) {
  return answer_path(stop, (uint64_t)AT_FDCWD, stop->args, AT_SYMLINK_NOFOLLOW);
}

struct answer answer_fchown(const struct stop *stop) {
  struct place place;
  place_of_file(stop, stop->args[0], &place);
  struct answer given = answer(stop, &place, stop->args[1], stop->args[2]);
  return given.kind == REFUSED && given.error == ENOENT ? refused(EBADF) : given;
}

struct answer answer_fchownat(const struct stop *stop) {
  unsigned flags = (unsigned)stop->args[4];
  if (flags & ~(unsigned)(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) {
    return refused(EINVAL);
  }
  return answer_path(stop, stop->args[0], stop->args + 1, flags);
}
