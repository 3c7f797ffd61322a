// SPDX-License-Identifier: Apache-2.0
//
// Who owns a file, and what it is, where that isn't what the kernel says. Files and directories have it in an xattr
// (layer-differ's AttributeWriter writes and reads the same), the rest in memory (specials.h).
#ifndef JBUILD_OWNERS_H
#define JBUILD_OWNERS_H

#include "place.h"

#include <sys/stat.h>

#define OWNER_XATTR "user.jbuild.owner"
#define NODE_XATTR "user.jbuild.node"  // of a place-holder for a device: its mode and numbers, "020666:1:3"
#define OWN_XATTRS "user.jbuild."

// What is kept of a file.
struct kept {
  struct owner owner;
  mode_t type;  // S_IFCHR or S_IFBLK of a place-holder, else 0
  unsigned major, minor;
};

// Whether anything is kept of what the path leads to.
bool owners_find(const struct stop *stop, const char *path, bool follow, struct kept *kept);

// The owner of an open file, O_PATH is enough; 0:0 if none is kept.
struct owner owners_of(const struct stop *stop, int fd);

// Keeps another owner. 0 or an error.
int owners_keep(struct specials *specials, int fd, struct owner owner);

// Makes an empty file the place-holder of a device.
int owners_keep_node(int fd, mode_t type, unsigned major, unsigned minor);

#endif
