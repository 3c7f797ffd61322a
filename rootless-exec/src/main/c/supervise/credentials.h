// SPDX-License-Identifier: Apache-2.0
//
// Who the processes of a container believe to be. A process has the number of its set of ids as its soft limit of
// file locks (RLIMIT_LOCKS), which the kernel has not used since 2.4: it goes along with fork and exec by itself,
// and is read and set from outside. Threads of one process share it, as POSIX has it and libcs see to.
#ifndef JBUILD_CREDENTIALS_H
#define JBUILD_CREDENTIALS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { MOST_GROUPS = 1024 };

struct ids {
  uid_t ruid, euid, suid, fsuid;
  gid_t rgid, egid, sgid, fsgid;
  unsigned keep_capabilities;  // asked for by PR_SET_KEEPCAPS
  unsigned kept_capabilities;  // so it still may change its ids, root or not
  size_t group_count;
  gid_t *groups;
};

// All sets that there ever were, each once; the first is root without groups.
struct credentials {
  struct ids *sets;
  size_t count;
};

void credentials_init(struct credentials *credentials);

// The ids of a process; those of root if it is gone. Good until the next one is set.
const struct ids *credentials_of(const struct credentials *credentials, pid_t pid);

// Gives the process a set of ids, which is copied. 0 or an error.
int credentials_set(struct credentials *credentials, pid_t pid, const struct ids *ids);

// Whether nothing but plain root, whatever its groups.
bool ids_are_root(const struct ids *ids);

// Whether it may set any ids.
bool ids_may_change(const struct ids *ids);

bool ids_have_group(const struct ids *ids, gid_t gid);

// The rules of setuid(2), setreuid(2), setresuid(2) and the same for groups: change the ids, or an error.
// All bits set (-1) leaves an id as it is.
int ids_setuid(struct ids *ids, uid_t uid);
int ids_setgid(struct ids *ids, gid_t gid);
int ids_setreuid(struct ids *ids, uid_t ruid, uid_t euid);
int ids_setregid(struct ids *ids, gid_t rgid, gid_t egid);
int ids_setresuid(struct ids *ids, uid_t ruid, uid_t euid, uid_t suid);
int ids_setresgid(struct ids *ids, gid_t rgid, gid_t egid, gid_t sgid);

// setfsuid(2), setfsgid(2): what it was before, whether it is another now or not.
uid_t ids_setfsuid(struct ids *ids, uid_t uid);
gid_t ids_setfsgid(struct ids *ids, gid_t gid);

#endif
