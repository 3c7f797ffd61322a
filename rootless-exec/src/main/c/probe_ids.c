// SPDX-License-Identifier: Apache-2.0
//
// --probe-supervisor: whether ids can be emulated, found by being for a moment another user to a child.
#include "probe.h"
#include "supervise/supervisor.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SOME_ID = 4711, WRONG = 99 };

static _Noreturn void be_another(int socket) {
  struct stat status;
  supervisor_hand_over(socket);
  if (setuid(SOME_ID)) {
    _exit(errno);
  }
  _exit(getuid() == SOME_ID && stat("/", &status) == 0 ? 0 : WRONG);
}

static int supervise(struct supervisor *supervisor, pid_t child) {
  int status;
  struct pollfd calls = {.fd = supervisor->listener, .events = POLLIN};
  while (poll(&calls, 1, -1) >= 0 && !(calls.revents & ~POLLIN)) {
    supervisor_serve(supervisor);
  }
  status = wait_for(child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

int probe_supervisor(void) {
  struct supervisor supervisor;
  struct description description = {0};
  int pair[2];
  supervisor_init(&supervisor, &description);
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) {
    fail("make", "a pair of sockets", errno, "");
  }
  pid_t child = fork();
  if (child == 0) {
    be_another(pair[1]);
  }
  close(pair[1]);
  supervisor.listener = child < 0 ? -1 : receive_listener(pair[0]);
  if (supervisor.listener < 0) {
    return 1;  // it has said why
  }
  int error = supervise(&supervisor, child);
  if (error) {
    fail("emulate ids for", "a process", error == WRONG ? EPERM : error,
        "is another sandbox in the way, or /proc/sys/kernel/yama/ptrace_scope 3?");
  }
  report("ok", NULL, NULL, NULL, NULL);
  return 0;
}
