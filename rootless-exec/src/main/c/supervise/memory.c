// SPDX-License-Identifier: Apache-2.0
#include "stop.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/uio.h>

enum { PAGE = 4096, FIRST_TRY = 256 };

static ssize_t read_some(const struct stop *stop, uint64_t address, void *into, size_t size) {
  struct iovec local = {.iov_base = into, .iov_len = size};
  // In two parts, so that a page that isn't there leaves what comes before it.
  size_t first = PAGE - address % PAGE;
  first = first < size ? first : size;
  struct iovec remote[2] = {{.iov_base = (void *)(uintptr_t)address, .iov_len = first},
      {.iov_base = (void *)(uintptr_t)(address + first), .iov_len = size - first}};
  return process_vm_readv(stop->pid, &local, 1, remote, first < size ? 2 : 1, 0);
}

bool memory_read(const struct stop *stop, uint64_t address, void *into, size_t size) {
  return read_some(stop, address, into, size) == (ssize_t)size;
}

bool memory_write(const struct stop *stop, uint64_t address, const void *from, size_t size) {
  struct iovec local = {.iov_base = (void *)(uintptr_t)from, .iov_len = size};
  struct iovec remote = {.iov_base = (void *)(uintptr_t)address, .iov_len = size};
  return process_vm_writev(stop->pid, &local, 1, &remote, 1, 0) == (ssize_t)size;
}

int memory_read_path(const struct stop *stop, uint64_t address, char *path) {
  size_t have = 0;
  for (size_t want = FIRST_TRY; have < PATH_MAX; want = PATH_MAX - have) {
    ssize_t got = read_some(stop, address + have, path + have, want);
    if (got <= 0) {
      return got < 0 && errno != EFAULT ? errno : EFAULT;
    }
    if (memchr(path + have, 0, (size_t)got)) {
      return 0;
    }
    have += (size_t)got;
  }
  return ENAMETOOLONG;
}
