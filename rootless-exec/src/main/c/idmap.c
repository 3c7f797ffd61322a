// SPDX-License-Identifier: Apache-2.0
#include "idmap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(struct id_map *map, unsigned long inside, unsigned long outside, unsigned long count) {
  if (map->range_count < MOST_RANGES && count) {
    map->ranges[map->range_count++] = (struct id_range){inside, outside, count};
    map->count += count;
  }
}

bool id_map_parse(const char *text, struct id_map *map) {
  memset(map, 0, sizeof *map);
  while (*text) {
    unsigned long inside;
    unsigned long outside;
    unsigned long count;
    int length = 0;
    if (sscanf(text, " %lu %lu %lu \n%n", &inside, &outside, &count, &length) != 3) {
      errno = EINVAL;
      return false;
    }
    add(map, inside, outside, count);
    text += length;
  }
  return true;
}

bool id_map_read(const char *path, struct id_map *map) {
  char *text = read_small_file(path, 1 << 16);
  bool read = text && id_map_parse(text, map);
  free(text);
  return read;
}

bool id_map_has(const struct id_map *map, unsigned long id) {
  for (size_t i = 0; i < map->range_count; i++) {
    if (id >= map->ranges[i].inside && id - map->ranges[i].inside < map->ranges[i].count) {
      return true;
    }
  }
  return false;
}

// Parses START:COUNT up to the end of the line.
static bool parse_range(const char *text, unsigned long *start, unsigned long *count) {
  char buffer[64];
  size_t length = strcspn(text, "\n");
  if (length >= sizeof buffer) {
    return false;
  }
  memcpy(buffer, text, length);
  buffer[length] = 0;
  buffer[strcspn(buffer, " \t\r")] = 0;
  char *colon = strchr(buffer, ':');
  if (!colon) {
    return false;
  }
  *colon = 0;
  return parse_number(buffer, 0xfffffffeUL, start) && parse_number(colon + 1, 0xffffffffUL, count);
}

void id_map_of_user(const char *subids, const char *name, unsigned long id, struct id_map *map) {
  memset(map, 0, sizeof *map);
  add(map, 0, id, 1);
  char number[24];
  sprintf(number, "%lu", id);
  for (const char *line = subids; line && *line; line += strcspn(line, "\n"), line += *line == '\n') {
    size_t length = strcspn(line, ":\n");
    bool own = (length == strlen(name) && strncmp(line, name, length) == 0)
        || (length == strlen(number) && strncmp(line, number, length) == 0);
    unsigned long start;
    unsigned long count;
    if (own && line[length] == ':' && parse_range(line + length + 1, &start, &count)) {
      add(map, map->count, start, count);
    }
  }
}

void id_map_arguments(const struct id_map *map, struct strings *arguments) {
  for (size_t i = 0; i < map->range_count; i++) {
    append(arguments, text_of("%lu", map->ranges[i].inside));
    append(arguments, text_of("%lu", map->ranges[i].outside));
    append(arguments, text_of("%lu", map->ranges[i].count));
  }
}

bool setgroups_allowed(void) {
  char *text = read_small_file("/proc/self/setgroups", 64);
  bool allowed = text && strncmp(text, "allow", 5) == 0;
  free(text);
  return allowed;
}
