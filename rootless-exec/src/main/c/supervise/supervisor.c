// SPDX-License-Identifier: Apache-2.0
#include "supervisor.h"
#include "stop.h"

#include <errno.h>
#include <linux/filter.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static size_t at_least(size_t kernel, size_t known) {
  return kernel > known ? kernel : known;
}

void supervisor_init(struct supervisor *supervisor, const struct description *description) {
  struct seccomp_notif_sizes sizes;
  if (syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes)) {
    fail("supervise", "the container", errno, "Linux 5.5 or later is needed, with CONFIG_SECCOMP_FILTER");
  }
  *supervisor = (struct supervisor){.listener = -1};
  supervisor->request_size = at_least(sizes.seccomp_notif, sizeof *supervisor->request);
  supervisor->request = allocate(supervisor->request_size);
  supervisor->reply = allocate(at_least(sizes.seccomp_notif_resp, sizeof *supervisor->reply));
  credentials_init(&supervisor->credentials);
  for (size_t i = 0; i < description->owned_count; i++) {
    const struct owned *owned = &description->owned[i];
    specials_keep_path(&supervisor->specials, owned->path, owned->owner);
  }
}

// A signal must not break off a call that was done already: it would be done again. Before Linux 5.19 it may be.
static int listen_with(const struct sock_fprog *program, unsigned flags) {
  return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
      SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_SPEC_ALLOW | flags, program);
}

void supervisor_hand_over(int socket) {
  struct sock_filter code[MOST_CODE];
  struct sock_fprog program = {.len = (unsigned short)supervisor_program(code), .filter = code};
  int listener = listen_with(&program, SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);
  if (listener < 0 && errno == EINVAL) {
    listener = listen_with(&program, 0);
  }
  if (listener < 0) {
    fail("supervise", "the container's process", errno,
        errno == EBUSY ? "another supervisor is at work here: jbuild in a RUN of jbuild with a single id" : "");
  }
  if (send_file(socket, listener)) {
    fail("hand over", "the listener of the container's process", errno, "");
  }
  close(listener);
  close(socket);
}

bool stop_is_valid(const struct stop *stop) {
  return ioctl(stop->supervisor->listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &stop->id) == 0;
}

static const struct row *row_of(int number) {
  for (size_t i = 0; i < row_count; i++) {
    if (rows[i].number == number) {
      return &rows[i];
    }
  }
  return NULL;
}

void supervisor_serve(struct supervisor *supervisor) {
  struct seccomp_notif *request = supervisor->request;
  struct seccomp_notif_resp *reply = supervisor->reply;
  memset(request, 0, supervisor->request_size);
  if (ioctl(supervisor->listener, SECCOMP_IOCTL_NOTIF_RECV, request)) {
    return;  // EINTR, or ENOENT: the caller was killed meanwhile
  }
  struct stop stop = {.supervisor = supervisor, .id = request->id, .pid = (pid_t)request->pid,
      .number = request->data.nr, .args = (const uint64_t *)request->data.args};
  const struct row *row = row_of(stop.number);
  struct answer answer = row ? row->handle(&stop) : go_on();
  if (answer.kind == ANSWERED) {
    return;
  }
  *reply = (struct seccomp_notif_resp){.id = request->id,
      .val = answer.kind == RESULT ? answer.value : 0,
      .error = answer.kind == REFUSED ? -answer.error : 0,
      .flags = answer.kind == GO_ON ? SECCOMP_USER_NOTIF_FLAG_CONTINUE : 0};
  // ENOENT: the caller is gone.
  (void)ioctl(supervisor->listener, SECCOMP_IOCTL_NOTIF_SEND, reply);
}
