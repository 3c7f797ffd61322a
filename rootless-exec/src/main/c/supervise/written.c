// SPDX-License-Identifier: Apache-2.0
#include "specials.h"
#include "../util.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct walk {
  const struct specials *specials;
  int root;
  int to;
  char path[PATH_MAX];
};

static int write_one(const struct walk *walk) {
  struct statx status;
  if (statx(walk->root, walk->path, AT_SYMLINK_NOFOLLOW, SPECIAL_MASK, &status)) {
    return errno == ENOENT ? 0 : -1;  // removed: a whiteout has no place in the root
  }
  const struct owner *owner = specials_find(walk->specials, &status);
  if (!owner) {
    return 0;
  }
  char *line = text_of("%u %u %s", owner->uid, owner->gid, walk->path);
  int failed = write_all(walk->to, line, strlen(line) + 1);
  free(line);
  return failed;
}

static int walk_directory(struct walk *walk, int directory);

static int walk_entry(struct walk *walk, int directory, const struct dirent *entry) {
  size_t length = strlen(walk->path);
  if (length + strlen(entry->d_name) + 2 > sizeof walk->path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  sprintf(walk->path + length, "%s%s", length ? "/" : "", entry->d_name);
  int failed = 0;
  if (entry->d_type == DT_DIR) {
    int below = openat(directory, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    failed = below < 0 ? -1 : walk_directory(walk, below);
  } else if (entry->d_type != DT_REG) {
    failed = write_one(walk);
  }
  walk->path[length] = 0;
  return failed;
}

// Closes the directory.
static int walk_directory(struct walk *walk, int directory) {
  DIR *entries = fdopendir(directory);
  if (!entries) {
    close(directory);
    return -1;
  }
  int failed = 0;
  for (struct dirent *entry; !failed && (entry = readdir(entries));) {
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
      failed = walk_entry(walk, directory, entry);
    }
  }
  closedir(entries);
  return failed;
}

int specials_write(const struct specials *specials, int upper, int root, int to) {
  struct walk *walk = allocate(sizeof *walk);
  *walk = (struct walk){.specials = specials, .root = root, .to = to};
  int top = specials->count ? openat(upper, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
  int failed = !specials->count ? 0 : top < 0 ? -1 : walk_directory(walk, top);
  free(walk);
  return failed;
}
