// SPDX-License-Identifier: Apache-2.0
//
// Owners of what can't hold extended attributes: symbolic links, FIFOs, sockets, pipes. By inode: an overlay shows
// the inode numbers of its layers for all but directories, and keeps them when it copies a file up.
#ifndef JBUILD_SPECIALS_H
#define JBUILD_SPECIALS_H

#include "../description.h"

#include <linux/stat.h>
#include <stdint.h>

struct special {
  uint64_t inode;
  uint64_t device;  // ANY_DEVICE: of a layer, which lasts and has another device number beneath the overlay
  uint64_t born;    // nanoseconds: tells a number that is used again; 0 where the file system doesn't know
  struct owner owner;
};

struct specials {
  struct special *slots;  // open addressing; inode 0 is free
  size_t capacity;        // a power of two, or 0
  size_t count;
};

// What statx has to be asked for.
enum { SPECIAL_MASK = STATX_TYPE | STATX_INO | STATX_BTIME };

struct statx;

// The owner, or NULL if none was kept: 0:0.
const struct owner *specials_find(const struct specials *specials, const struct statx *of);

void specials_keep(struct specials *specials, const struct statx *of, struct owner owner);

// The same for a file of a layer, not followed; one that isn't there is left out.
void specials_keep_path(struct specials *specials, const char *path, struct owner owner);

// Writes "UID GID PATH", each ended by a zero byte, for what is in the upper directory and was kept by the inode that
// the overlay, root, shows for it. 0, or -1 with errno.
int specials_write(const struct specials *specials, int upper, int root, int to);

#endif
