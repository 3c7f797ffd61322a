// SPDX-License-Identifier: Apache-2.0
#include "container.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BIT(capability) (UINT64_C(1) << (capability))

// Docker's default set.
static const uint64_t kept = BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) | BIT(CAP_FSETID) | BIT(CAP_FOWNER)
    | BIT(CAP_MKNOD) | BIT(CAP_NET_RAW) | BIT(CAP_SETGID) | BIT(CAP_SETUID) | BIT(CAP_SETFCAP) | BIT(CAP_SETPCAP)
    | BIT(CAP_NET_BIND_SERVICE) | BIT(CAP_SYS_CHROOT) | BIT(CAP_KILL) | BIT(CAP_AUDIT_WRITE);

static uint64_t bounding(void) {
  uint64_t set = 0;
  for (unsigned long capability = 0; capability < 64; capability++) {
    int there = prctl(PR_CAPBSET_READ, capability);
    if (there < 0) {
      break;  // past the last one of this kernel
    }
    set |= there ? BIT(capability) : 0;
  }
  return set;
}

void capabilities_bound(void) {
  uint64_t surplus = bounding() & ~kept;
  for (unsigned long capability = 0; capability < 64; capability++) {
    if (surplus & BIT(capability) && prctl(PR_CAPBSET_DROP, capability)) {
      fail("drop from the bounding set", text_of("capability %lu", capability), errno, "");
    }
  }
}

void capabilities_drop(uid_t uid) {
  uint64_t set = uid ? 0 : kept & bounding();
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2] = {0};
  for (int i = 0; i < 2; i++) {
    data[i].effective = data[i].permitted = (uint32_t)(set >> (32 * i));
  }
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) || syscall(SYS_capset, &header, data)) {
    fail("drop the capabilities of", "the container's process", errno, "");
  }
}
