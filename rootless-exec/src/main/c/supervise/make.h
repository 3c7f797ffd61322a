// SPDX-License-Identifier: Apache-2.0
//
// Making files for processes whose ids aren't real: who owns what they make, and where they may.
#ifndef JBUILD_MAKE_H
#define JBUILD_MAKE_H

#include "permission.h"

struct making {
  struct place directory;  // where it is made
  const char *name;
  struct owner owner;      // who it is to belong to
  int fd;                  // the directory, O_PATH
  mode_t umask;            // this process's own, which is the caller's until make_end
};

// Looks where the path of a call leads. If it is to be made here, true: then comes make_end. Else what to answer.
bool make_begin(
    const struct stop *stop, uint64_t directory, uint64_t path, struct making *making, struct answer *otherwise);

// Keeps the owner of what was made, which is open (O_PATH is enough); closes the directory. 0 or an error.
int make_end(const struct stop *stop, struct making *making, int made);

// Whether the process may use the directory as wanted, and who owns what it makes there. False, or true with the owner.
bool make_owner(const struct stop *stop, const struct ids *ids, const char *directory, struct owner *owner);

#endif
