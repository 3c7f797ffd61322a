// SPDX-License-Identifier: Apache-2.0
//
// What the tests run inside of containers; compiled by them, static.
//
//   guest ids                      prints real and effective uid
//   guest call ABI NUMBER ARG…     makes a system call, through the entry of that ABI, and prints
//                                  "ok" or the name of the error
//   guest ptrace PID               attaches to the process
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef __x86_64__
static long call_i386(long number, const long *args) {
  long result;
  register long bp __asm__("r12") = args[5];
  __asm__ volatile("push %%rbp\n\tmov %[six], %%rbp\n\tint $0x80\n\tpop %%rbp"
      : "=a"(result)
      : "a"(number), "b"(args[0]), "c"(args[1]), "d"(args[2]), "S"(args[3]), "D"(args[4]), [six] "r"(bp)
      : "memory", "r8", "r9", "r10", "r11");
  return (int32_t)result;
}
#endif

static const char *name_of(long error) {
  static char number[24];
  switch (error) {
    case EPERM: return "EPERM";
    case ENOSYS: return "ENOSYS";
    case EINVAL: return "EINVAL";
    case EFAULT: return "EFAULT";
    case EBADF: return "EBADF";
    case ENOENT: return "ENOENT";
    case ESRCH: return "ESRCH";
    case EAFNOSUPPORT: return "EAFNOSUPPORT";
    case EPROTONOSUPPORT: return "EPROTONOSUPPORT";
    case ESOCKTNOSUPPORT: return "ESOCKTNOSUPPORT";
    default: snprintf(number, sizeof number, "%ld", error); return number;
  }
}

static long call(const char *abi, long number, const long *a) {
#ifdef __x86_64__
  if (strcmp(abi, "i386") == 0) {
    return call_i386(number, a);
  }
  if (strcmp(abi, "x32") == 0) {
    number |= 0x40000000;
  }
#else
  (void)abi;
#endif
  long result = syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
  return result == -1 ? -errno : result;
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "ids") == 0) {
    printf("%d %d\n", (int)getuid(), (int)geteuid());
    return 0;
  }
  if (argc > 2 && strcmp(argv[1], "ptrace") == 0) {
    long result = ptrace(PTRACE_ATTACH, atoi(argv[2]), 0, 0);
    printf("%s\n", result ? name_of(errno) : "ok");
    return 0;
  }
  if (argc > 3 && strcmp(argv[1], "call") == 0) {
    long args[6] = {0};
    for (int i = 4; i < argc && i < 10; i++) {
      args[i - 4] = (long)strtoull(argv[i], NULL, 0);
    }
    long result = call(argv[2], strtol(argv[3], NULL, 0), args);
    printf("%s\n", result < 0 && result > -4096 ? name_of(-result) : "ok");
    return 0;
  }
  return 2;
}
