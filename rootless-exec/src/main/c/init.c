// SPDX-License-Identifier: Apache-2.0
//
// Process 1 of the container: builds the root, starts the one process that counts, reaps the rest, and
// leaves the upper directory as if no mount had ever been there. It keeps its capabilities and is not dumpable, so
// nothing in the container can trace it or open its files.
#include "container.h"
#include "rootfs.h"
#include "sys.h"

#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

// Dies with the launcher. It has one thread, so the signal comes when it ends and not before.
static void die_with_launcher(int life) {
  struct pollfd gone = {.fd = life};
  if (getpid() != 1) {
    fail_text("be", "the first process", "this is no pid namespace of its own", "");  // end_all() relies on it
  }
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) || prctl(PR_SET_DUMPABLE, 0)) {
    fail("protect", "the container", errno, "");
  }
  if (poll(&gone, 1, 0) != 0) {
    _exit(1);
  }
}

static void bring_up_loopback(void) {
  struct ifreq request = {.ifr_name = "lo"};
  int socket_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket_fd < 0 || ioctl(socket_fd, SIOCGIFFLAGS, &request)) {
    fail("look at the network interface", "lo", errno, "");
  }
  request.ifr_flags |= IFF_UP | IFF_RUNNING;
  if (ioctl(socket_fd, SIOCSIFFLAGS, &request)) {
    fail("bring up the network interface", "lo", errno, "");
  }
  close(socket_fd);
}

// /dev/stdout is this pipe, and opening it again needs the right to.
static void own_output(const struct description *description) {
  struct stat status;
  if (description->uid && fstat(1, &status) == 0 && S_ISFIFO(status.st_mode)) {
    (void)fchown(1, description->uid, (gid_t)-1);
  }
}

int reap_until(pid_t child) {
  for (;;) {
    int status;
    pid_t ended = waitpid(-1, &status, 0);
    if (ended == child) {
      return status;
    }
    if (ended < 0 && errno != EINTR) {
      fail("wait for", "the container's process", errno, "");
    }
  }
}

static void end_all(void) {
  kill(-1, SIGKILL);
  while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) {
  }
}

static void report_status(int status) {
  bool signaled = WIFSIGNALED(status);
  char *number = text_of("%d", signaled ? WTERMSIG(status) : WEXITSTATUS(status));
  report(signaled ? "signal" : "exit", number, NULL, NULL, NULL);
}

void container_init(const struct description *description, int life, struct supervision *supervision) {
  die_with_launcher(life);
  struct rootfs rootfs;
  if (sys_mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) {
    fail("make private the mounts below", "/", errno, "");
  }
  if (sethostname(description->hostname, strlen(description->hostname))) {
    fail("set the host name", description->hostname, errno, "");
  }
  if (description->own_network) {
    bring_up_loopback();
  }
  if (!supervision) {
    own_output(description);
  }
  rootfs_mount(&rootfs, description);
  mount_system(&rootfs, description);
  mount_described(&rootfs, description, supervision ? &supervision->supervisor.specials : NULL);
  rootfs_enter(&rootfs);
  if (supervision) {
    supervision_begin(supervision, rootfs.host_proc);
  }
  pid_t child = fork();
  if (child < 0) {
    fail("start", "the container's process", errno, "");
  }
  if (child == 0) {
    container_process(description, supervision ? supervision->handover[1] : -1);
  }
  int status = supervision ? supervision_until(supervision, child) : reap_until(child);
  end_all();
  if (supervision && !supervision->launcher) {
    supervision_end(supervision, rootfs.fd);
  }
  rootfs_remove_stubs(&rootfs);
  report_status(status);
  _exit(0);
}
