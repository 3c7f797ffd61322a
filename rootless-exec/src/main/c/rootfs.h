// SPDX-License-Identifier: Apache-2.0
//
// The root file system of one container: mounted detached, filled through file descriptors that
// can't leave it, then made the root.
#ifndef JBUILD_ROOTFS_H
#define JBUILD_ROOTFS_H

#include "description.h"

#include <stdint.h>
#include <time.h>

// A file or directory made only to be mounted on.
struct stub {
  char *path;
  char *parent;
  bool directory;
  struct timespec before;  // the parent's mtime before the stub was made
  struct timespec after;   // and then
};

struct rootfs {
  int fd;            // the root directory
  uint64_t mount;    // its mount id
  struct strings mounts;  // paths of the root itself that were mounted on, in order
  struct stub *stubs;
  size_t stub_count;
};

// overlay.c: the detached mount of the description's layers; fails by itself.
int overlay_mount(const struct description *description);

// Tries it once: a detached mount, or -1 with errno. Names are relative to the working directory; the
// place is the absolute path of a directory, which the way for kernels before 6.7 needs for a moment.
int overlay_try(char *const *lowers, const char *upper, const char *work, const char *place, bool old);

// Mounts the description's root where the process can pivot to it.
void rootfs_mount(struct rootfs *rootfs, const struct description *description);

// Mounts a detached mount at a path in the root, making a stub if nothing is there. Symlinks
// resolve inside the root.
void rootfs_attach(struct rootfs *rootfs, int mount, const char *path, bool directory);

// The same, unless nothing is there: then the mount is dropped.
void rootfs_attach_if_there(struct rootfs *rootfs, int mount, const char *path);

// Makes it the root of this process and lets go of everything else.
void rootfs_enter(struct rootfs *rootfs);

// Removes the stubs, once nothing runs in the root any more.
void rootfs_remove_stubs(struct rootfs *rootfs);

// mounts.c: /proc, /dev, /sys and the description's binds.
void mount_system(struct rootfs *rootfs, const struct description *description);
void mount_binds(struct rootfs *rootfs, const struct description *description);

#endif
