// SPDX-License-Identifier: Apache-2.0
//
// The ids of a user namespace: which there are, which a user may have, and setting them up.
#ifndef JBUILD_IDMAP_H
#define JBUILD_IDMAP_H

#include "util.h"

enum { MOST_RANGES = 340 };  // the kernel's limit

struct id_range {
  unsigned long inside;
  unsigned long outside;
  unsigned long count;
};

struct id_map {
  struct id_range ranges[MOST_RANGES];
  size_t range_count;
  unsigned long count;  // of ids, all ranges together
};

// Reads a map in the form of /proc/PID/uid_map; false with errno.
bool id_map_read(const char *path, struct id_map *map);
bool id_map_parse(const char *text, struct id_map *map);
bool id_map_has(const struct id_map *map, unsigned long id);

// A map of 0 to the own id, and of 1 onward to what a text in the form of /etc/subuid gives the user,
// by name or by number. Without any range the map has one id.
void id_map_of_user(const char *subids, const char *name, unsigned long id, struct id_map *map);

// What newuidmap takes after the pid: triples of numbers.
void id_map_arguments(const struct id_map *map, struct strings *arguments);

// Whether this process may change its supplementary groups.
bool setgroups_allowed(void);

#endif
