// SPDX-License-Identifier: Apache-2.0
#ifndef JBUILD_CONTAINER_H
#define JBUILD_CONTAINER_H

#include "description.h"
#include "supervise/supervision.h"

// run.c: the run role. Reads a description, is one container, returns the exit status of the launcher.
int run_container(void);

// init.c: process 1 of the container; life is the read end of a pipe whose write end only the launcher has.
_Noreturn void container_init(const struct description *description, int life, struct supervision *supervision);

// init.c: waits for all that ends until the child does; its wait status.
int reap_until(pid_t child);

// process.c: the container's own process, in its root; becomes args. Where ids are emulated it sends its listener
// through the socket.
_Noreturn void container_process(const struct description *description, int socket);

// capabilities.c: only Docker's default set stays within reach. In two steps: the user is changed in between.
void capabilities_bound(void);
void capabilities_drop(uid_t uid);

// seccomp.c: loads the filter made from default.profile.
void seccomp_load(void);

#endif
