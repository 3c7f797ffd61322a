// SPDX-License-Identifier: Apache-2.0
#include "credentials.h"
#include "../util.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { MOST_SETS = 1 << 16, NONE = -1 };

// Where set 0 is in the limit: no program sets such a one by chance.
static const rlim_t FIRST = 0x6a62756900000000;

void credentials_init(struct credentials *credentials) {
  credentials->sets = allocate(sizeof *credentials->sets);
  credentials->count = 1;
}

const struct ids *credentials_of(const struct credentials *credentials, pid_t pid) {
  struct rlimit limit;
  if (prlimit(pid, RLIMIT_LOCKS, NULL, &limit) || limit.rlim_cur < FIRST
      || limit.rlim_cur - FIRST >= credentials->count) {
    return &credentials->sets[0];
  }
  return &credentials->sets[limit.rlim_cur - FIRST];
}

static bool same(const struct ids *left, const struct ids *right) {
  return memcmp(left, right, offsetof(struct ids, group_count)) == 0 && left->group_count == right->group_count
      && (!left->group_count
          || memcmp(left->groups, right->groups, left->group_count * sizeof *left->groups) == 0);
}

static size_t number_of(struct credentials *credentials, const struct ids *ids) {
  for (size_t i = 0; i < credentials->count; i++) {
    if (same(&credentials->sets[i], ids)) {
      return i;
    }
  }
  size_t number = credentials->count;
  if (number < MOST_SETS) {
    credentials->sets = grow(credentials->sets, (number + 1) * sizeof *ids);
    credentials->sets[number] = *ids;
    if (ids->group_count) {
      size_t size = ids->group_count * sizeof *ids->groups;
      credentials->sets[number].groups = memcpy(allocate(size), ids->groups, size);
    }
    credentials->count++;
  }
  return number;
}

int credentials_set(struct credentials *credentials, pid_t pid, const struct ids *ids) {
  size_t number = number_of(credentials, ids);
  if (number == MOST_SETS) {
    return EAGAIN;
  }
  struct rlimit limit;
  if (prlimit(pid, RLIMIT_LOCKS, NULL, &limit)) {
    return errno;
  }
  limit.rlim_cur = FIRST + number;
  return prlimit(pid, RLIMIT_LOCKS, &limit, NULL) ? errno : 0;
}

bool ids_are_root(const struct ids *ids) {
  return !(ids->ruid | ids->euid | ids->suid | ids->fsuid | ids->rgid | ids->egid | ids->sgid | ids->fsgid
      | ids->keep_capabilities);
}

bool ids_may_change(const struct ids *ids) {
  return ids->euid == 0 || ids->kept_capabilities;
}

bool ids_have_group(const struct ids *ids, gid_t gid) {
  for (size_t i = 0; i < ids->group_count; i++) {
    if (ids->groups[i] == gid) {
      return true;
    }
  }
  return ids->fsgid == gid;
}

// The three ids of one kind, and what files are made with.
struct triple {
  unsigned *real, *effective, *saved, *files;
};

static struct triple users(struct ids *ids) {
  return (struct triple){&ids->ruid, &ids->euid, &ids->suid, &ids->fsuid};
}

static struct triple groups(struct ids *ids) {
  return (struct triple){&ids->rgid, &ids->egid, &ids->sgid, &ids->fsgid};
}

static bool is_one_of(unsigned id, const struct triple *of) {
  return id == *of->real || id == *of->effective || id == *of->saved;
}

static int set_one(struct triple of, bool privileged, unsigned id) {
  if (id == (unsigned)NONE) {
    return EINVAL;
  }
  if (privileged) {
    *of.real = *of.saved = id;
  } else if (id != *of.real && id != *of.saved) {
    return EPERM;
  }
  *of.effective = *of.files = id;
  return 0;
}

static int set_two(struct triple of, bool privileged, unsigned real, unsigned effective) {
  unsigned before = *of.real;
  if (real != (unsigned)NONE && !privileged && real != *of.real && real != *of.effective) {
    return EPERM;
  }
  if (effective != (unsigned)NONE && !privileged && !is_one_of(effective, &of)) {
    return EPERM;
  }
  if (real != (unsigned)NONE) {
    *of.real = real;
  }
  if (effective != (unsigned)NONE) {
    *of.effective = effective;
  }
  if (real != (unsigned)NONE || (effective != (unsigned)NONE && effective != before)) {
    *of.saved = *of.effective;
  }
  *of.files = *of.effective;
  return 0;
}

static int set_three(struct triple of, bool privileged, unsigned real, unsigned effective, unsigned saved) {
  const unsigned wanted[] = {real, effective, saved};
  for (size_t i = 0; i < 3; i++) {
    if (wanted[i] != (unsigned)NONE && !privileged && !is_one_of(wanted[i], &of)) {
      return EPERM;
    }
  }
  unsigned *const places[] = {of.real, of.effective, of.saved};
  for (size_t i = 0; i < 3; i++) {
    if (wanted[i] != (unsigned)NONE) {
      *places[i] = wanted[i];
    }
  }
  *of.files = *of.effective;
  return 0;
}

static unsigned set_files(struct triple of, bool privileged, unsigned id) {
  unsigned before = *of.files;
  if (id != (unsigned)NONE && (privileged || is_one_of(id, &of) || id == before)) {
    *of.files = id;
  }
  return before;
}

static bool has_root(const struct ids *ids) {
  return !ids->ruid || !ids->euid || !ids->suid;
}

// Who gives up root loses its capabilities with the last id of it; capabilities(7).
static int lose_capabilities(struct ids *ids, bool had_root, int error) {
  if (!error && had_root && !has_root(ids)) {
    ids->kept_capabilities = ids->keep_capabilities;
  }
  return error;
}

int ids_setuid(struct ids *ids, uid_t uid) {
  bool had_root = has_root(ids);
  return lose_capabilities(ids, had_root, set_one(users(ids), ids_may_change(ids), uid));
}

int ids_setgid(struct ids *ids, gid_t gid) {
  return set_one(groups(ids), ids_may_change(ids), gid);
}

int ids_setreuid(struct ids *ids, uid_t ruid, uid_t euid) {
  bool had_root = has_root(ids);
  return lose_capabilities(ids, had_root, set_two(users(ids), ids_may_change(ids), ruid, euid));
}

int ids_setregid(struct ids *ids, gid_t rgid, gid_t egid) {
  return set_two(groups(ids), ids_may_change(ids), rgid, egid);
}

int ids_setresuid(struct ids *ids, uid_t ruid, uid_t euid, uid_t suid) {
  bool had_root = has_root(ids);
  return lose_capabilities(ids, had_root, set_three(users(ids), ids_may_change(ids), ruid, euid, suid));
}

int ids_setresgid(struct ids *ids, gid_t rgid, gid_t egid, gid_t sgid) {
  return set_three(groups(ids), ids_may_change(ids), rgid, egid, sgid);
}

uid_t ids_setfsuid(struct ids *ids, uid_t uid) {
  return set_files(users(ids), ids_may_change(ids), uid);
}

gid_t ids_setfsgid(struct ids *ids, gid_t gid) {
  return set_files(groups(ids), ids_may_change(ids), gid);
}
