// SPDX-License-Identifier: Apache-2.0
#include "supervisor.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#endif

union control {
  struct cmsghdr header;
  char space[CMSG_SPACE(sizeof(int))];
};

int send_file(int socket, int file) {
  union control control = {
      .header = {.cmsg_len = CMSG_LEN(sizeof file), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
  memcpy(CMSG_DATA(&control.header), &file, sizeof file);
  struct iovec byte = {.iov_base = "", .iov_len = 1};
  struct msghdr message = {
      .msg_iov = &byte, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.space};
  return sendmsg(socket, &message, MSG_NOSIGNAL) == 1 ? 0 : -1;
}

// Caller and supervisor take turns: each wakes the other on the same processor (Linux 6.6).
int receive_listener(int socket) {
  enum { SYNC_WAKE_UP = 1 };
  int listener = receive_file(socket);
  (void)ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SYNC_WAKE_UP);
  return listener;
}

int receive_file(int socket) {
  char byte;
  union control control;
  struct iovec into = {.iov_base = &byte, .iov_len = 1};
  struct msghdr message = {
      .msg_iov = &into, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.space};
  ssize_t got;
  do {
    got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  int file = -1;
  if (got == 1 && message.msg_controllen >= CMSG_LEN(sizeof file)) {
    memcpy(&file, CMSG_DATA(&control.header), sizeof file);
  }
  return file;
}
