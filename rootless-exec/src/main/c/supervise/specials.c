// SPDX-License-Identifier: Apache-2.0
#include "specials.h"
#include "../util.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FIRST_CAPACITY = 64 };

static const uint64_t ANY_DEVICE = UINT64_MAX;

static uint64_t device_of(const struct statx *of) {
  return (uint64_t)of->stx_dev_major << 32 | of->stx_dev_minor;
}

static uint64_t born(const struct statx *of) {
  return of->stx_mask & STATX_BTIME
      ? (uint64_t)of->stx_btime.tv_sec * 1000000000U + of->stx_btime.tv_nsec
      : 0;
}

static bool is_same(const struct special *slot, const struct statx *of) {
  return slot->inode == of->stx_ino
      && (slot->device == ANY_DEVICE || (slot->device == device_of(of) && slot->born == born(of)));
}

static size_t place(const struct specials *specials, uint64_t inode) {
  return (inode * 0x9e3779b97f4a7c15U >> 20) & (specials->capacity - 1);
}

static void put(struct specials *specials, const struct special *special);

static void make_room(struct specials *specials) {
  if (2 * specials->count < specials->capacity) {
    return;
  }
  struct specials larger = {.capacity = specials->capacity ? 2 * specials->capacity : FIRST_CAPACITY};
  larger.slots = allocate(larger.capacity * sizeof *larger.slots);
  for (size_t i = 0; i < specials->capacity; i++) {
    if (specials->slots[i].inode) {
      put(&larger, &specials->slots[i]);
    }
  }
  free(specials->slots);
  *specials = larger;
}

static void put(struct specials *specials, const struct special *special) {
  size_t at = place(specials, special->inode);
  while (specials->slots[at].inode) {
    at = (at + 1) & (specials->capacity - 1);
  }
  specials->slots[at] = *special;
  specials->count++;
}

static struct special *find(const struct specials *specials, const struct statx *of) {
  if (!specials->count) {
    return NULL;
  }
  for (size_t at = place(specials, of->stx_ino); specials->slots[at].inode; at = (at + 1) & (specials->capacity - 1)) {
    if (is_same(&specials->slots[at], of)) {
      return &specials->slots[at];
    }
  }
  return NULL;
}

const struct owner *specials_find(const struct specials *specials, const struct statx *of) {
  struct special *found = find(specials, of);
  return found ? &found->owner : NULL;
}

static void keep(struct specials *specials, const struct statx *of, uint64_t device, struct owner owner) {
  struct special *found = find(specials, of);
  if (found) {
    found->owner = owner;
    return;
  }
  make_room(specials);
  struct special special = {.inode = of->stx_ino, .device = device, .born = born(of), .owner = owner};
  put(specials, &special);
}

void specials_keep(struct specials *specials, const struct statx *of, struct owner owner) {
  keep(specials, of, device_of(of), owner);
}

void specials_keep_path(struct specials *specials, const char *path, struct owner owner) {
  struct statx status;
  if (statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, SPECIAL_MASK, &status) == 0) {
    keep(specials, &status, ANY_DEVICE, owner);
  }
}
