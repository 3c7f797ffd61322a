// SPDX-License-Identifier: Apache-2.0
//
// The supervisor of a container: answers the system calls that a seccomp filter stops (table.c), by value or by
// doing them itself, so that the container believes in users that there are none of.
#ifndef JBUILD_SUPERVISOR_H
#define JBUILD_SUPERVISOR_H

#include "../description.h"
#include "credentials.h"
#include "specials.h"

#include <linux/seccomp.h>

struct supervisor {
  int listener;  // -1: the container's process has ended before it had one
  struct seccomp_notif *request;
  struct seccomp_notif_resp *reply;
  size_t request_size;  // as this kernel has it
  struct credentials credentials;
  struct specials specials;
  bool chrooted;  // some process has called chroot
};

// Makes it, with the owners that the description knows of; paths are still those of the host.
void supervisor_init(struct supervisor *supervisor, const struct description *description);

// In the container's process, while it has CAP_SYS_ADMIN: loads the filter and sends its listener through the socket.
void supervisor_hand_over(int socket);

// handover.c: sends a file through a UNIX socket; 0, or -1 with errno. Receives one; -1 if the other end is closed.
int send_file(int socket, int file);
int receive_file(int socket);
int receive_listener(int socket);

// Answers one call; to be called when the listener is readable.
void supervisor_serve(struct supervisor *supervisor);

// filter.c: the program for the kernel. Its length; at most MOST_CODE.
enum { MOST_CODE = 512 };
struct sock_filter;
size_t supervisor_program(struct sock_filter *code);

#endif
