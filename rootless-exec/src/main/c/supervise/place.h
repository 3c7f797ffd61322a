// SPDX-License-Identifier: Apache-2.0
//
// What a path or descriptor of the stopped process means here. The supervisor has the container's root; what is
// relative is reached through /proc/PID.
#ifndef JBUILD_PLACE_H
#define JBUILD_PLACE_H

#include "stop.h"

#include <limits.h>

struct place {
  char text[PATH_MAX + 64];  // a path for calls that only read
  size_t anchor;             // so much of it leads to where the process's own path begins; 0: at the root
  bool follow;               // the last component, if it is a link
  bool in_root;              // the anchor is the root of a process that has called chroot
};

// Of a path, relative to a descriptor of the process or AT_FDCWD. The flags are AT_SYMLINK_NOFOLLOW and AT_EMPTY_PATH.
// 0 or the error that the call has.
int place_of(const struct stop *stop, uint64_t directory, uint64_t path, unsigned flags, struct place *place);

// Of a descriptor.
void place_of_file(const struct stop *stop, uint64_t file, struct place *place);

// Opens it with O_PATH, no other process's; -1 with errno. Nothing on the way may lead through /proc into this
// process or another. The caller closes it.
int place_open(const struct stop *stop, const struct place *place);

// Splits off the last component: the place is then the directory. The name is in the place's text and may be "",
// ".", or "..".
const char *place_split(struct place *place);

#endif
