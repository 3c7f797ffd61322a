// SPDX-License-Identifier: Apache-2.0
//
// Which process supervises a container, and when. It has to see the container's root, and to know its processes by
// the numbers that /proc there has: that is process 1, or, where the kernel mounts no /proc of the container's own
// (a pod whose /proc is masked), the launcher, which goes into the container's mounts for it.
#ifndef JBUILD_SUPERVISION_H
#define JBUILD_SUPERVISION_H

#include "supervisor.h"

struct supervision {
  struct supervisor supervisor;
  int handover[2];  // the container's process sends its listener to the supervisor
  int call[2];      // process 1 sends its mounts to the launcher, which is to supervise, or closes it
  int upper;        // the overlay's upper directory
  int file;         // where owners are written in the end
  bool launcher;    // whether the launcher supervises
};

// In the launcher, before the container is there.
void supervision_prepare(struct supervision *supervision, const struct description *description);

// In the launcher: lets go of the container's ends.
void supervision_leave(struct supervision *supervision);

// In the launcher, once call[0] is readable: supervises from now on if it is to.
void supervision_answer_call(struct supervision *supervision);

// In process 1, in the root, before the container's process is started.
void supervision_begin(struct supervision *supervision, bool launcher);

// In process 1: supervises, if it is to, until the child ends; its wait status.
int supervision_until(struct supervision *supervision, pid_t child);

// In whichever supervised, when no other process is left: writes the owners. The root is the overlay.
void supervision_end(struct supervision *supervision, int root);

#endif
