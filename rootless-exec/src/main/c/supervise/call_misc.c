// SPDX-License-Identifier: Apache-2.0
#include "calls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

// The limit of file locks carries the number of the ids (credentials.h): it seems to be as it always is.
static struct answer put_limit(const struct stop *stop, uint64_t to) {
  static const struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
  return !to || memory_write(stop, to, &unlimited, sizeof unlimited) ? result(0) : refused(EFAULT);
}

struct answer answer_getrlimit(const struct stop *stop) {
  return stop->args[1] ? put_limit(stop, stop->args[1]) : refused(EFAULT);
}

struct answer answer_setrlimit(const struct stop *stop) {
  (void)stop;
  return result(0);
}

struct answer answer_prlimit64(const struct stop *stop) {
  return put_limit(stop, stop->args[3]);
}

static bool peer_of(const struct stop *stop, struct ucred *peer) {
  int process = (int)syscall(SYS_pidfd_open, stop->pid, 0);
  int socket = process < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, process, (int)stop->args[0], 0);
  socklen_t size = sizeof *peer;
  bool found = socket >= 0 && stop_is_valid(stop) && getsockopt(socket, SOL_SOCKET, SO_PEERCRED, peer, &size) == 0;
  close(socket);
  close(process);
  return found && peer->pid > 0;
}

// The number by which the container knows the process: the last one, where /proc is the host's.
static pid_t inside(pid_t pid) {
  char *numbers = process_status(pid, "\nNSpid:");
  const char *last = numbers ? strrchr(numbers, '\t') : NULL;
  pid_t number = last ? (pid_t)atol(last) : pid;
  free(numbers);
  return number;
}

// Who is at the other end of a UNIX socket; their ids of now, where the kernel keeps those of when they connected.
struct answer answer_getsockopt(const struct stop *stop) {
  struct ucred peer;
  socklen_t room;
  if (!memory_read(stop, stop->args[4], &room, sizeof room) || room < sizeof peer || !peer_of(stop, &peer)) {
    return go_on();
  }
  const struct ids *ids = credentials_of(&stop->supervisor->credentials, peer.pid);
  socklen_t size = sizeof peer;
  peer.uid = ids->euid;
  peer.gid = ids->egid;
  peer.pid = inside(peer.pid);
  bool written =
      memory_write(stop, stop->args[3], &peer, sizeof peer) && memory_write(stop, stop->args[4], &size, sizeof size);
  return written ? result(0) : refused(EFAULT);
}

// From now on paths have to be looked up in the root of each process.
struct answer answer_chroot(const struct stop *stop) {
  stop->supervisor->chrooted = true;
  return go_on();
}
