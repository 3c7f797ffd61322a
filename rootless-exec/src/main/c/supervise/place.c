// SPDX-License-Identifier: Apache-2.0
#include "place.h"
#include "../sys.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What of the path comes after the prefix, if that is all of a component.
static const char *after(const char *path, const char *prefix) {
  size_t length = strlen(prefix);
  return strncmp(path, prefix, length) == 0 && (path[length] == '/' || !path[length]) ? path + length : NULL;
}

static void anchor(struct place *place, const struct stop *stop, const char *what) {
  place->anchor = (size_t)sprintf(place->text, "/proc/%d%s", (int)stop->pid, what);
}

void place_of_file(const struct stop *stop, uint64_t file, struct place *place) {
  *place = (struct place){.follow = true};
  place->anchor = (size_t)sprintf(place->text, "/proc/%d/fd/%d", (int)stop->pid, (int)file);
}

static bool is_number(const char *text) {
  return *text && !text[strspn(text, "0123456789")];
}

// /proc/self and the links in /dev to it would lead into the supervisor.
static void place_absolute(const struct stop *stop, const char *path, struct place *place) {
  static const char *const streams[] = {"/dev/stdin", "/dev/stdout", "/dev/stderr"};
  const char *rest = after(path, "/proc/self");
  rest = rest ? rest : after(path, "/proc/thread-self");
  const char *file = after(path, "/dev/fd");
  file = file ? file : rest && strncmp(rest, "/fd/", 4) == 0 ? rest + 3 : NULL;
  if (file && is_number(file + 1) && place->follow) {
    place_of_file(stop, (uint64_t)atol(file + 1), place);
    return;
  }
  for (size_t i = 0; place->follow && i < 3; i++) {
    if (strcmp(path, streams[i]) == 0) {
      place_of_file(stop, i, place);
      return;
    }
  }
  if (rest && (*rest || place->follow)) {
    anchor(place, stop, "");
    strcpy(place->text + place->anchor, rest);
  } else if (stop->supervisor->chrooted) {
    anchor(place, stop, "/root");
    strcpy(place->text + place->anchor, path);
    place->in_root = true;
  } else {
    strcpy(place->text, path);
  }
}

int place_of(const struct stop *stop, uint64_t directory, uint64_t path, unsigned flags, struct place *place) {
  static char text[PATH_MAX];
  place->anchor = 0;
  place->in_root = false;
  place->follow = !(flags & AT_SYMLINK_NOFOLLOW);
  int error = path || !(flags & AT_EMPTY_PATH) ? memory_read_path(stop, path, text) : 0;
  if (error) {
    return error;
  }
  if (!path || !text[0]) {
    if (!(flags & AT_EMPTY_PATH)) {
      return ENOENT;
    }
    if ((int)directory == AT_FDCWD) {
      anchor(place, stop, "/cwd");
      place->follow = true;
    } else {
      place_of_file(stop, directory, place);
    }
  } else if (text[0] == '/') {
    place_absolute(stop, text, place);
  } else {
    if ((int)directory == AT_FDCWD) {
      anchor(place, stop, "/cwd");
    } else {
      bool follow = place->follow;
      place_of_file(stop, directory, place);
      place->follow = follow;
    }
    sprintf(place->text + place->anchor, "/%s", text);
  }
  return 0;
}

static int open_anchor(const struct place *place) {
  char text[64];
  memcpy(text, place->text, place->anchor);
  text[place->anchor] = 0;
  return open(text, O_PATH | O_CLOEXEC);
}

int place_open(const struct stop *stop, const struct place *place) {
  int start = place->anchor ? open_anchor(place) : AT_FDCWD;
  if (place->anchor && start < 0) {
    return -1;
  }
  const char *rest = place->text + place->anchor;
  int fd = start;
  if (!place->anchor || *rest) {
    rest += place->anchor && !place->in_root ? strspn(rest, "/") : 0;
    fd = sys_openat2(start, *rest ? rest : ".", O_PATH | (place->follow ? 0 : O_NOFOLLOW),
        RESOLVE_NO_MAGICLINKS | (place->in_root ? RESOLVE_IN_ROOT : 0));
    int error = errno;
    if (place->anchor) {
      close(start);
    }
    errno = error;
  }
  if (fd >= 0 && !stop_is_valid(stop)) {
    close(fd);
    errno = ESRCH;
    return -1;
  }
  return fd;
}

const char *place_split(struct place *place) {
  char *rest = place->text + place->anchor;
  size_t length = strlen(rest);
  while (length > 1 && rest[length - 1] == '/') {
    rest[--length] = 0;
  }
  place->follow = true;
  char *slash = strrchr(rest, '/');
  if (!slash) {
    return "";
  }
  if (slash > rest) {
    *slash = 0;
    return slash + 1;
  }
  if (place->anchor) {  // "ANCHOR/name": the directory is the anchor itself
    *slash = 0;
    return slash + 1;
  }
  // "/name": the name moves, to leave "/"
  memmove(rest + 2, slash + 1, strlen(slash + 1) + 1);
  rest[1] = 0;
  return rest + 2;
}
