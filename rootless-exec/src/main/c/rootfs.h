// SPDX-License-Identifier: Apache-2.0
//
// The root file system of one container: mounted detached, filled through file descriptors that
// can't leave it, then made the root.
#ifndef JBUILD_ROOTFS_H
#define JBUILD_ROOTFS_H

#include "description.h"
#include "supervise/specials.h"

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
  bool host_proc;    // /proc is the host's, which numbers processes as outside
  struct strings mounts;  // paths of the root itself that were mounted on, in order
  struct stub *stubs;
  size_t stub_count;
};

// overlay.c: the detached mount of the layers; fails by itself. For the place see overlay_try.
int overlay_mount(const struct layers *layers, const char *place, bool old);

// Tries it once, read-only if upper is NULL: a detached mount, or -1 with errno. Names are relative to the working directory; the
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

// mounts.c: /proc, /dev and /sys.
void mount_system(struct rootfs *rootfs, const struct description *description);

// A new file system, detached, or -1 with errno. Options are key, value, …, NULL; a value of "" sets a flag.
int mount_fresh(const char *type, unsigned attributes, const char *const *options);

// Adds the attributes to the mount and all that is on it; what the host has set stays set.
void mount_restrict(int mount, const char *path, unsigned attributes);

// described.c: the mounts that the description asks for. Owners that can't be real are kept as those of a RUN are.
void mount_described(struct rootfs *rootfs, const struct description *description, struct specials *specials);

#endif
