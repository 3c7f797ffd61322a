// SPDX-License-Identifier: Apache-2.0
#include "description.h"

#include <stdlib.h>
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

static bool set_id(unsigned *id, const char *value) {
  unsigned long number;
  if (!parse_number(value, 0xfffffffeUL, &number)) {
    return false;
  }
  *id = (unsigned)number;
  return true;
}

// UID:GID:PATH
static bool add_owned(struct description *into, char *value) {
  char *gid = strchr(value, ':');
  char *path = gid ? strchr(gid + 1, ':') : NULL;
  struct owned owned = {.path = path ? path + 1 : ""};
  if (owned.path[0] != '/') {
    return false;
  }
  *gid = *path = 0;
  if (!set_id(&owned.owner.uid, value) || !set_id(&owned.owner.gid, gid + 1)) {
    return false;
  }
  into->owned = grow(into->owned, (into->owned_count + 1) * sizeof owned);
  into->owned[into->owned_count++] = owned;
  return true;
}

static struct mount *last_mount(struct description *into) {
  return into->mount_count ? &into->mounts[into->mount_count - 1] : NULL;
}

static struct mount *add_mount(struct description *into, enum mount_kind kind) {
  into->mounts = grow(into->mounts, (into->mount_count + 1) * sizeof *into->mounts);
  into->mounts[into->mount_count++] = (struct mount){.kind = kind, .read_only = true, .mode = 0400};
  return last_mount(into);
}

static bool add_mount_of_type(struct description *into, const char *type) {
  static const char *const types[] = {[MOUNT_OVERLAY] = "overlay", [MOUNT_TMPFS] = "tmpfs", [MOUNT_FILE] = "file"};
  for (size_t kind = MOUNT_OVERLAY; kind <= MOUNT_FILE; kind++) {
    if (strcmp(type, types[kind]) == 0) {
      add_mount(into, kind);
      return true;
    }
  }
  return false;
}

static int digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The bytes that hexadecimal digits stand for, written over them.
static bool set_content(struct mount *mount, char *hex) {
  mount->content = hex;
  for (size_t i = 0; hex[i]; i += 2) {
    int high = digit(hex[i]);
    int low = high < 0 ? -1 : digit(hex[i + 1]);
    if (low < 0) {
      return false;
    }
    mount->content[mount->length++] = (char)(high << 4 | low);
  }
  return true;
}

static bool set_mode(mode_t *mode, const char *value) {
  char *end;
  unsigned long bits = strtoul(value, &end, 8);
  *mode = (mode_t)bits;
  return value[0] >= '0' && value[0] <= '7' && !*end && bits <= 07777;
}

// Keys that belong to the bind or mount before them.
static bool take_of_mount(struct mount *mount, const char *key, char *value) {
  bool tree = mount->kind == MOUNT_BIND || mount->kind == MOUNT_OVERLAY;
  if (strcmp(key, "target") == 0) {
    return set_path(&mount->target, value);
  } else if (strcmp(key, "access") == 0) {
    mount->read_only = strcmp(value, "ro") == 0;
    return mount->read_only || strcmp(value, "rw") == 0;
  } else if (strcmp(key, "inside") == 0) {
    mount->inside = value;
    return tree && value[0];
  } else if (strcmp(key, "size") == 0) {
    unsigned long bytes;
    mount->size = value;
    return mount->kind == MOUNT_TMPFS && parse_number(value, ~0UL >> 1, &bytes);
  } else if (mount->kind != MOUNT_FILE) {
    return false;
  } else if (strcmp(key, "content") == 0) {
    return set_content(mount, value);
  } else if (strcmp(key, "mode") == 0) {
    return set_mode(&mount->mode, value);
  } else if (strcmp(key, "owner") == 0) {
    return set_id(&mount->uid, value);
  }
  return strcmp(key, "owning-group") == 0 && set_id(&mount->gid, value);
}

// Those of the root, or of the overlay that is being described.
static struct layers *layers_of(struct description *into) {
  struct mount *mount = last_mount(into);
  return !mount ? &into->layers : mount->kind == MOUNT_OVERLAY ? &mount->layers : NULL;
}

static bool take_layer(struct layers *layers, const char *key, char *value) {
  if (strcmp(key, "lower") == 0) {
    append(&layers->lowers, value);
    return value[0] == '/';
  }
  return set_path(strcmp(key, "upper") == 0 ? &layers->upper : &layers->work, value);
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
  if (strcmp(key, "lower") == 0 || strcmp(key, "upper") == 0 || strcmp(key, "work") == 0) {
    struct layers *layers = layers_of(into);
    return layers && take_layer(layers, key, value);
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
  } else if (strcmp(key, "security") == 0) {
    into->insecure = strcmp(value, "insecure") == 0;
    return into->insecure || strcmp(value, "sandbox") == 0;
  } else if (strcmp(key, "ids") == 0) {
    into->emulated_ids = strcmp(value, "emulated") == 0;
    return into->emulated_ids || strcmp(value, "real") == 0;
  } else if (strcmp(key, "owned") == 0) {
    return add_owned(into, value);
  } else if (strcmp(key, "owners-file") == 0) {
    return set_path(&into->owners_file, value);
  } else if (strcmp(key, "bind") == 0) {
    return set_path(&add_mount(into, MOUNT_BIND)->path, value);
  } else if (strcmp(key, "mount") == 0) {
    return add_mount_of_type(into, value);
  } else if (strcmp(key, "open-files") == 0) {
    return set_open_files(into, value);
  } else if (strcmp(key, "overlay-options") == 0) {
    into->old_overlay_options = strcmp(value, "old") == 0;
    return into->old_overlay_options || strcmp(value, "auto") == 0;
  }
  return into->mount_count && take_of_mount(last_mount(into), key, value);
}

static char *check_mount(const struct mount *mount) {
  const struct layers *layers = &mount->layers;
  if (!mount->target) {
    return text_of("no target for %s", mount->path ? text_of("bind %s", mount->path) : "a mount");
  }
  if (mount->kind == MOUNT_OVERLAY && layers->lowers.count < (layers->upper ? 1 : 2)) {
    return text_of("too few layers for the overlay at %s", mount->target);
  }
  if (mount->kind == MOUNT_OVERLAY && !layers->upper != !layers->work) {
    return text_of("upper without work, or work without upper, for the overlay at %s", mount->target);
  }
  return NULL;
}

static char *check(const struct description *description) {
  if (!description->args.count || !description->args.at[0][0]) {
    return copy_text("no arg");
  }
  const struct layers *layers = &description->layers;
  bool overlay = layers->lowers.count || layers->upper || layers->work;
  if (description->root ? overlay : !(layers->lowers.count && layers->upper && layers->work)) {
    return copy_text("either root, or lower, upper and work are needed");
  }
  if (description->emulated_ids && (description->root || !description->owners_file)) {
    return copy_text("emulated ids need an overlay and an owners-file");
  }
  for (size_t i = 0; i < description->mount_count; i++) {
    char *wrong = check_mount(&description->mounts[i]);
    if (wrong) {
      return wrong;
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
    bool secret = strcmp(key, "content") == 0 || strcmp(key, "env") == 0;
    if (!take(into, key, value)) {
      return text_of("%s \"%s\" is unknown or out of place", key, secret ? "…" : value);
    }
  }
  return check(into);
}
