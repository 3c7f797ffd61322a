// SPDX-License-Identifier: Apache-2.0
//
// What a container is to be, as the run role reads it from its standard input. See README.md for the keys.
#ifndef JBUILD_DESCRIPTION_H
#define JBUILD_DESCRIPTION_H

#include "util.h"

#include <sys/resource.h>

// The directories of an overlay. Without upper and work it is read-only.
struct layers {
  struct strings lowers;  // top layer first
  const char *upper;
  const char *work;
};

struct owner {
  uid_t uid;
  gid_t gid;
};

// Something of a layer that no xattr can say the owner of.
struct owned {
  const char *path;  // of the host
  struct owner owner;
};

enum mount_kind { MOUNT_BIND, MOUNT_OVERLAY, MOUNT_TMPFS, MOUNT_FILE };

// Something that the container sees at a path of its own.
struct mount {
  enum mount_kind kind;
  const char *path;      // of a bind: a file, socket or directory of the host
  struct layers layers;  // of an overlay
  const char *inside;    // what of the bind or the overlay, by a path whose links resolve inside of it; NULL: all
  const char *size;      // of a tmpfs: the most bytes it holds; NULL: half of the memory
  char *content;         // of a file
  size_t length;         // of content
  mode_t mode;           // of a file
  uid_t uid;
  gid_t gid;
  const char *target;
  bool read_only;
};

struct description {
  struct layers layers;
  const char *root;  // instead of the layers: a plain directory
  struct strings args;
  struct strings env;
  const char *cwd;
  uid_t uid;
  gid_t gid;
  gid_t *groups;
  size_t group_count;
  const char *hostname;
  bool own_network;
  bool insecure;  // all capabilities, no filter, nothing masked
  bool emulated_ids;  // one real id: all others are the supervisor's
  struct owned *owned;
  size_t owned_count;
  const char *owners_file;  // where to write whom symbolic links and special files of the upper directory belong to
  struct mount *mounts;  // in the order in which they are made
  size_t mount_count;
  rlim_t open_files;  // soft limit; RLIM_INFINITY: as inherited
  bool old_overlay_options;
};

// Where the description ends in data (after its empty key), or 0 if it isn't all there yet.
size_t description_end(const char *data, size_t size);

// Parses the description, whose strings stay in data. NULL, or what is wrong with it.
char *parse_description(char *data, size_t size, struct description *into);

#endif
