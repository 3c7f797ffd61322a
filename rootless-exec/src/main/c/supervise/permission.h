// SPDX-License-Identifier: Apache-2.0
//
// What modes allow to ids that aren't real: the kernel sees but the one that owns all.
#ifndef JBUILD_PERMISSION_H
#define JBUILD_PERMISSION_H

#include "owners.h"

// Whether the user and group may do all of R_OK, W_OK and X_OK with a file of that owner and mode; inode(7).
bool permission_is_given(const struct ids *ids, uid_t uid, gid_t gid, struct owner owner, mode_t mode, int wanted);

// Whether modes count: what has no lasting owner, a pipe or a file of /proc, belongs to whoever uses it.
bool permission_is_judged(const struct stat *status);

#endif
