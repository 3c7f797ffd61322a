// SPDX-License-Identifier: Apache-2.0
//
// What copies attributes (cp -a, rsync -X, tar --xattrs) asks for their names first.
#include "calls.h"
#include "owners.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>

// Takes the names of our own out of the list; what is left of its length.
static size_t without_own(char *names, size_t length) {
  size_t left = 0;
  for (size_t at = 0; at < length;) {
    size_t size = strlen(names + at) + 1;
    if (strncmp(names + at, OWN_XATTRS, strlen(OWN_XATTRS)) != 0) {
      memmove(names + left, names + at, size);
      left += size;
    }
    at += size;
  }
  return left;
}

static struct answer list(const struct stop *stop, const struct place *place, uint64_t to, size_t room) {
  char *names = allocate(XATTR_LIST_MAX);
  ssize_t length = place->follow ? listxattr(place->text, names, XATTR_LIST_MAX - 1)
                                 : llistxattr(place->text, names, XATTR_LIST_MAX - 1);
  size_t left = length > 0 ? without_own(names, (size_t)length) : 0;
  struct answer answer = go_on();
  if (length > 0 && left < (size_t)length) {
    bool fits = !room || left <= room;
    bool written = !room || !left || (fits && memory_write(stop, to, names, left));
    answer = !fits ? refused(ERANGE) : !written ? refused(EFAULT) : result((int64_t)left);
  }
  free(names);
  return answer;
}

static struct answer list_path(const struct stop *stop, unsigned flags) {
  struct place place;
  return place_of(stop, (uint64_t)AT_FDCWD, stop->args[0], flags, &place)
      ? go_on()
      : list(stop, &place, stop->args[1], stop->args[2]);
}

struct answer answer_listxattr(const struct stop *stop) {
  return list_path(stop, 0);
}

struct answer answer_llistxattr(const struct stop *stop) {
  return list_path(stop, AT_SYMLINK_NOFOLLOW);
}

struct answer answer_flistxattr(const struct stop *stop) {
  struct place place;
  place_of_file(stop, stop->args[0], &place);
  return list(stop, &place, stop->args[1], stop->args[2]);
}
