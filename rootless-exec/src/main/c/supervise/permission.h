// SPDX-License-Identifier: Apache-2.0
//
// What modes allow to ids that aren't real: the kernel sees but the one that owns all.
#ifndef JBUILD_PERMISSION_H
#define JBUILD_PERMISSION_H

#include "owners.h"

// Whether the user and group may do all of R_OK, W_OK and X_OK with a file of that owner and mode; inode(7).
bool permission_is_given(const struct ids *ids, uid_t uid, gid_t gid, struct owner owner, mode_t mode, int wanted);

// The same for the file or directory that the path leads to, by the ids that files are opened with. True if it isn't
// there.
bool permission_at(const struct stop *stop, const struct ids *ids, const char *path, bool follow, int wanted);

#endif
