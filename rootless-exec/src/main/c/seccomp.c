// SPDX-License-Identifier: Apache-2.0
#include "container.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "seccomp_filter.h"

void seccomp_load(void) {
  struct sock_fprog program = {
      .len = sizeof seccomp_filter / sizeof *seccomp_filter, .filter = (struct sock_filter *)seccomp_filter};
  // SPEC_ALLOW: before Linux 5.16 a filter would switch on mitigations that halve the speed of some programs.
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program)) {
    fail("load", "the seccomp filter", errno, errno == EINVAL ? "has this kernel CONFIG_SECCOMP_FILTER?" : "");
  }
}
