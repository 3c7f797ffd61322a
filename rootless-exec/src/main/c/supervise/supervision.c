// SPDX-License-Identifier: Apache-2.0
#include "supervision.h"
#include "../container.h"
#include "../sys.h"
#include "owners.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>

static void make_pair(int pair[2]) {
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) {
    fail("make", "a pair of sockets", errno, "");
  }
}

void supervision_prepare(struct supervision *supervision, const struct description *description) {
  *supervision = (struct supervision){0};
  supervisor_init(&supervision->supervisor, description);
  // /dev/stdout is this pipe.
  (void)owners_keep(&supervision->supervisor.specials, 1, (struct owner){description->uid, description->gid});
  make_pair(supervision->handover);
  make_pair(supervision->call);
  supervision->upper = open(description->layers.upper, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (supervision->upper < 0) {
    fail("open the layer directory", description->layers.upper, errno, "");
  }
  supervision->file = open(description->owners_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (supervision->file < 0) {
    fail("make the file of owners", description->owners_file, errno, "");
  }
}

void supervision_leave(struct supervision *supervision) {
  close(supervision->handover[1]);
  close(supervision->call[1]);
}

void supervision_begin(struct supervision *supervision, bool launcher) {
  sigset_t child;
  supervision->launcher = launcher;
  close(supervision->call[0]);
  if (launcher) {
    int mounts = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
    if (mounts < 0 || send_file(supervision->call[1], mounts)) {
      fail("have the launcher supervise", "the container", errno, "");
    }
    close(mounts);
    close(supervision->handover[0]);
  }
  close(supervision->call[1]);
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, NULL);
}

void supervision_answer_call(struct supervision *supervision) {
  int mounts = receive_file(supervision->call[0]);
  close(supervision->call[0]);
  supervision->call[0] = -1;
  if (mounts >= 0) {
    if (setns(mounts, CLONE_NEWNS)) {
      fail("enter", "the mounts of the container", errno, "");
    }
    close(mounts);
    supervision->launcher = true;
    supervision->supervisor.listener = receive_listener(supervision->handover[0]);
  }
  close(supervision->handover[0]);
}

// False if it hasn't ended.
static bool reap(pid_t child, int *status) {
  bool ended = false;
  int one;
  for (pid_t pid; (pid = waitpid(-1, &one, WNOHANG)) > 0;) {
    if (pid == child) {
      *status = one;
      ended = true;
    }
  }
  return ended;
}

int supervision_until(struct supervision *supervision, pid_t child) {
  struct supervisor *supervisor = &supervision->supervisor;
  close(supervision->handover[1]);
  if (supervision->launcher) {
    return reap_until(child);
  }
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGCHLD);
  supervisor->listener = receive_listener(supervision->handover[0]);
  close(supervision->handover[0]);
  struct pollfd wait[2] = {{.fd = supervisor->listener, .events = POLLIN},
      {.fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK), .events = POLLIN}};
  if (wait[1].fd < 0) {
    fail("wait for", "the container's process", errno, "");
  }
  int status = 0;
  for (bool ended = false; !ended;) {
    if (poll(wait, 2, -1) < 0) {
      continue;
    }
    if (wait[0].revents & POLLIN) {
      supervisor_serve(supervisor);
    } else if (wait[0].revents) {
      wait[0].fd = -1;  // nobody is left who could call
    }
    struct signalfd_siginfo signal;
    if (wait[1].revents && read(wait[1].fd, &signal, sizeof signal) == sizeof signal) {
      ended = reap(child, &status);
    }
  }
  close(wait[1].fd);
  // What still waits for an answer is to be killed next.
  close(supervisor->listener);
  return status;
}

void supervision_end(struct supervision *supervision, int root) {
  if (specials_write(&supervision->supervisor.specials, supervision->upper, root, supervision->file)) {
    fail("write down the owners of", "links and special files", errno, "");
  }
  close(supervision->upper);
  close(supervision->file);
}
