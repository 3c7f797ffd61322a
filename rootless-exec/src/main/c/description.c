// SPDX-License-Identifier: Apache-2.0
#include "description.h"

#include <string.h>

size_t description_end(const char *data, size_t size) {
  bool key = true;
  for (size_t at = 0; at < size;) {
    const char *end = memchr(data + at, 0, size - at);
    if (!end) {
      return 0;
    }
    size_t next = (size_t)(end - data) + 1;
    if (key && next == at + 1) {
      return next;
    }
    key = !key;
    at = next;
  }
  return 0;
}

static bool set_path(const char **path, const char *value) {
  *path = value;
  return value[0] == '/';
}

static bool add_group(struct description *into, const char *value) {
  unsigned long group;
  if (!parse_number(value, 0xfffffffeUL, &group)) {
    return false;
  }
  into->groups = grow(into->groups, (into->group_count + 1) * sizeof *into->groups);
  into->groups[into->group_count++] = (gid_t)group;
  return true;
}

static bool add_bind(struct description *into, const char *source) {
  into->binds = grow(into->binds, (into->bind_count + 1) * sizeof *into->binds);
  into->binds[into->bind_count++] = (struct bind){.source = source, .read_only = true};
  return source[0] == '/';
}

// Targets, and how they may be accessed, belong to the bind before them.
static bool set_bind(struct description *into, const char *key, const char *value) {
  if (!into->bind_count) {
    return false;
  }
  struct bind *bind = &into->binds[into->bind_count - 1];
  if (strcmp(key, "target") == 0) {
    return set_path(&bind->target, value);
  }
  bind->read_only = strcmp(value, "ro") == 0;
  return bind->read_only || strcmp(value, "rw") == 0;
}

static bool set_id(unsigned *id, const char *value) {
  unsigned long number;
  if (!parse_number(value, 0xfffffffeUL, &number)) {
    return false;
  }
  *id = (unsigned)number;
  return true;
}

static bool set_open_files(struct description *into, const char *value) {
  unsigned long number;
  if (!parse_number(value, 1UL << 30, &number)) {
    return false;
  }
  into->open_files = number;
  return true;
}

// Whether the key is known and the value right for it.
static bool take(struct description *into, const char *key, char *value) {
  if (strcmp(key, "lower") == 0) {
    append(&into->lowers, value);
    return value[0] == '/';
  } else if (strcmp(key, "upper") == 0) {
    return set_path(&into->upper, value);
  } else if (strcmp(key, "work") == 0) {
    return set_path(&into->work, value);
  } else if (strcmp(key, "root") == 0) {
    return set_path(&into->root, value);
  } else if (strcmp(key, "arg") == 0) {
    append(&into->args, value);
    return true;
  } else if (strcmp(key, "env") == 0) {
    append(&into->env, value);
    return strchr(value, '=') && value[0] != '=';
  } else if (strcmp(key, "cwd") == 0) {
    return set_path(&into->cwd, value);
  } else if (strcmp(key, "uid") == 0) {
    return set_id(&into->uid, value);
  } else if (strcmp(key, "gid") == 0) {
    return set_id(&into->gid, value);
  } else if (strcmp(key, "group") == 0) {
    return add_group(into, value);
  } else if (strcmp(key, "hostname") == 0) {
    into->hostname = value;
    return value[0] && strlen(value) <= 64;
  } else if (strcmp(key, "network") == 0) {
    into->own_network = strcmp(value, "none") == 0;
    return into->own_network || strcmp(value, "host") == 0;
  } else if (strcmp(key, "bind") == 0) {
    return add_bind(into, value);
  } else if (strcmp(key, "target") == 0 || strcmp(key, "access") == 0) {
    return set_bind(into, key, value);
  } else if (strcmp(key, "open-files") == 0) {
    return set_open_files(into, value);
  } else if (strcmp(key, "overlay-options") == 0) {
    into->old_overlay_options = strcmp(value, "old") == 0;
    return into->old_overlay_options || strcmp(value, "auto") == 0;
  }
  return false;
}

static char *check(const struct description *description) {
  if (!description->args.count || !description->args.at[0][0]) {
    return copy_text("no arg");
  }
  bool overlay = description->lowers.count || description->upper || description->work;
  if (description->root ? overlay : !(description->lowers.count && description->upper && description->work)) {
    return copy_text("either root, or lower, upper and work are needed");
  }
  for (size_t i = 0; i < description->bind_count; i++) {
    if (!description->binds[i].target) {
      return text_of("no target for bind %s", description->binds[i].source);
    }
  }
  return NULL;
}

char *parse_description(char *data, size_t size, struct description *into) {
  *into = (struct description){.cwd = "/", .hostname = "localhost", .open_files = RLIM_INFINITY};
  append(&into->env, NULL);
  into->env.count = 0;
  for (char *at = data; at < data + size && *at;) {
    char *key = at;
    char *value = key + strlen(key) + 1;
    at = value + strlen(value) + 1;
    if (!take(into, key, value)) {
      return text_of("%s \"%s\" is unknown or out of place", key, value);
    }
  }
  return check(into);
}
