// SPDX-License-Identifier: Apache-2.0
//
// The run role: outside of the container, between it and the JVM. It ends the container when its
// standard input, the life line, ends.
#include "container.h"
#include "idmap.h"
#include "sys.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

enum { MOST_BYTES = 64 << 20 };

static void read_description(struct description *description) {
  size_t capacity = 64 << 10;
  char *data = allocate(capacity);
  size_t size = 0;
  size_t end = 0;
  while (!end) {
    if (size == capacity) {
      capacity *= 2;
      data = grow(data, capacity);
    }
    ssize_t got = read(0, data + size, capacity - size);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0 || capacity > MOST_BYTES) {
      fail_text("read the description from", "standard input", got < 0 ? strerror(errno) : "it ends too early", "");
    }
    size += (size_t)got;
    // Only what has just come can hold the end: an empty key is two zero bytes, or the very first one.
    if (memchr(data + size - (size_t)got, 0, (size_t)got)) {
      end = description_end(data, size);
    }
  }
  char *wrong = parse_description(data, end, description);
  if (wrong) {
    fail_text("read the description", "standard input", wrong, "");
  }
}

static void check_id(const char *what, unsigned id, const struct id_map *map) {
  if (id_map_has(map, id)) {
    return;
  }
  char *name = text_of("%s %u", what, id);
  fail_text("run as", name, map->count == 1 ? "it needs a second id, and there is a single one" : "no such id here",
      map->count == 1 ? "give the user a range in /etc/subuid and /etc/subgid and install uidmap (newuidmap, newgidmap)"
                      : "the user's ranges in /etc/subuid and /etc/subgid don't reach that far");
}

static void check_ids(const struct description *description) {
  struct id_map uids;
  struct id_map gids;
  if (!id_map_read("/proc/self/uid_map", &uids) || !id_map_read("/proc/self/gid_map", &gids)) {
    fail("read", "/proc/self/uid_map", errno, "");
  }
  check_id("uid", description->uid, &uids);
  check_id("gid", description->gid, &gids);
  for (size_t i = 0; i < description->group_count; i++) {
    check_id("supplementary gid", description->groups[i], &gids);
  }
  if (description->group_count && !setgroups_allowed()) {
    fail_text("set supplementary groups of", "the container", "there is a single id",
        "give the user a range in /etc/subuid and /etc/subgid and install uidmap (newuidmap, newgidmap)");
  }
}

static pid_t start(const struct description *description, struct supervision *supervision) {
  unsigned long namespaces = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC;
  int life[2];
  if (pipe2(life, O_CLOEXEC)) {
    fail("make", "a pipe", errno, "");
  }
  pid_t init = sys_clone(namespaces | (description->own_network ? CLONE_NEWNET : 0));
  if (init < 0) {
    fail("make the namespaces of", "the container", errno,
        errno == EPERM ? "this needs a user namespace, or root with CAP_SYS_ADMIN" : "");
  }
  if (init == 0) {
    close(life[1]);
    container_init(description, life[0], supervision);
  }
  close(life[0]);
  if (supervision) {
    supervision_leave(supervision);
  }
  return init;
}

// True if the container ended by itself, false if the life line did first.
static bool outlives(pid_t init, struct supervision *supervision) {
  enum { LIFE_LINE, INIT, CALL, LISTENER, WAITED_FOR };
  struct pollfd wait[WAITED_FOR] = {{.fd = 0, .events = POLLIN}, {.events = POLLIN},
      {.fd = supervision ? supervision->call[0] : -1, .events = POLLIN}, {.fd = -1, .events = POLLIN}};
  wait[INIT].fd = (int)syscall(SYS_pidfd_open, init, 0);
  if (wait[INIT].fd < 0) {
    int error = errno;
    kill(init, SIGKILL);
    fail("watch", "the container", error, "Linux 5.3 or later is needed");
  }
  for (;;) {
    if (poll(wait, WAITED_FOR, -1) < 0) {
      continue;
    }
    if (wait[INIT].revents) {
      return true;
    }
    if (wait[CALL].revents) {
      supervision_answer_call(supervision);
      wait[CALL].fd = -1;
      wait[LISTENER].fd = supervision->supervisor.listener;
    }
    if (wait[LISTENER].revents & POLLIN) {
      supervisor_serve(&supervision->supervisor);
    } else if (wait[LISTENER].revents) {
      wait[LISTENER].fd = -1;  // nobody is left who could call
    }
    char ignored[64];
    if (wait[LIFE_LINE].revents && read(0, ignored, sizeof ignored) <= 0) {
      return false;
    }
  }
}

int run_container(void) {
  struct description description;
  signal(SIGPIPE, SIG_IGN);
  read_description(&description);
  struct supervision supervision;
  if (description.emulated_ids) {
    supervision_prepare(&supervision, &description);
  } else {
    check_ids(&description);
  }
  struct supervision *own = description.emulated_ids ? &supervision : NULL;
  pid_t init = start(&description, own);
  bool ended = outlives(init, own);
  if (!ended) {
    kill(init, SIGKILL);
  }
  int status = wait_for(init);
  if (!ended) {
    report("killed", NULL, NULL, NULL, NULL);
    return 1;
  }
  if (WIFSIGNALED(status)) {
    fail_text("run", "the container", text_of("its first process was killed by signal %d", WTERMSIG(status)),
        "out of memory?");
  }
  if (own && own->launcher) {
    supervision_end(own, open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
  }
  return WEXITSTATUS(status);
}
