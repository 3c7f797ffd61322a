// SPDX-License-Identifier: Apache-2.0
//
// What a container is to be, as the run role reads it from its standard input. See README.md for the keys.
#ifndef JBUILD_DESCRIPTION_H
#define JBUILD_DESCRIPTION_H

#include "util.h"

#include <sys/resource.h>

struct bind {
  const char *source;
  const char *target;
  bool read_only;
};

struct description {
  struct strings lowers;  // top layer first
  const char *upper;
  const char *work;
  const char *root;  // instead of the three above: a plain directory
  struct strings args;
  struct strings env;
  const char *cwd;
  uid_t uid;
  gid_t gid;
  gid_t *groups;
  size_t group_count;
  const char *hostname;
  bool own_network;
  struct bind *binds;
  size_t bind_count;
  rlim_t open_files;  // soft limit; RLIM_INFINITY: as inherited
  bool old_overlay_options;
};

// Where the description ends in data (after its empty key), or 0 if it isn't all there yet.
size_t description_end(const char *data, size_t size);

// Parses the description, whose strings stay in data. NULL, or what is wrong with it.
char *parse_description(char *data, size_t size, struct description *into);

#endif
