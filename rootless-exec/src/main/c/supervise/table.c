// SPDX-License-Identifier: Apache-2.0
//
// The system calls that the supervisor answers: a row each, with the tiers that stop at it and what of it the filter
// looks at. A call that an architecture doesn't have is left out there. test/c/rows.c has a test of every row.
#include "calls.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#ifndef SYS_faccessat2
#define SYS_faccessat2 439
#endif

enum { TEMPORARY_FILE = O_TMPFILE & ~O_DIRECTORY, MAKES_OR_WRITES = O_CREAT | TEMPORARY_FILE | O_WRONLY | O_RDWR };

#define ROW(call, ...) {#call, SYS_##call, EMULATED_IDS, answer_##call, {__VA_ARGS__}}
#define IF_BITS(argument, bits) {HAS_A_BIT_OF, argument, bits}
#define IF_EQUAL(argument, value) {EQUALS, argument, value}

// Most frequent first: the filter tries them in turn.
const struct row rows[] = {
    ROW(newfstatat),
    ROW(fstat),
    ROW(statx),
    ROW(openat, IF_BITS(2, MAKES_OR_WRITES)),
    ROW(execve),
    ROW(geteuid),
    ROW(getuid),
    ROW(getegid),
    ROW(getgid),
    ROW(fchown),
    ROW(fchownat),
    ROW(faccessat),
    ROW(faccessat2),
    ROW(mkdirat),
    ROW(symlinkat),
    ROW(mknodat),
    ROW(openat2),
    ROW(execveat),
    ROW(getresuid),
    ROW(getresgid),
    ROW(getgroups),
    ROW(setuid),
    ROW(setgid),
    ROW(setreuid),
    ROW(setregid),
    ROW(setresuid),
    ROW(setresgid),
    ROW(setfsuid),
    ROW(setfsgid),
    ROW(setgroups),
    ROW(prctl, IF_EQUAL(0, PR_SET_KEEPCAPS)),
    ROW(listxattr),
    ROW(llistxattr),
    ROW(flistxattr),
    ROW(getrlimit, IF_EQUAL(0, RLIMIT_LOCKS)),
    ROW(setrlimit, IF_EQUAL(0, RLIMIT_LOCKS)),
    ROW(prlimit64, IF_EQUAL(1, RLIMIT_LOCKS)),
    ROW(getsockopt, IF_EQUAL(1, SOL_SOCKET), IF_EQUAL(2, SO_PEERCRED)),
    ROW(chroot),
#ifdef SYS_open  // x86-64 alone has the calls without a directory
    ROW(stat),
    ROW(lstat),
    ROW(open, IF_BITS(1, MAKES_OR_WRITES)),
    ROW(creat),
    ROW(access),
    ROW(mkdir),
    ROW(mknod),
    ROW(symlink),
    ROW(chown),
    ROW(lchown),
#endif
};

const size_t row_count = sizeof rows / sizeof *rows;
