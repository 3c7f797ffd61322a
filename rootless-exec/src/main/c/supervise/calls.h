// SPDX-License-Identifier: Apache-2.0
//
// The answers to the calls of the table (table.c), by what they are about.
#ifndef JBUILD_CALLS_H
#define JBUILD_CALLS_H

#include "stop.h"

// call_ids.c: who a process is
struct answer answer_getuid(const struct stop *stop);
struct answer answer_geteuid(const struct stop *stop);
struct answer answer_getgid(const struct stop *stop);
struct answer answer_getegid(const struct stop *stop);
struct answer answer_getresuid(const struct stop *stop);
struct answer answer_getresgid(const struct stop *stop);
struct answer answer_getgroups(const struct stop *stop);
struct answer answer_setuid(const struct stop *stop);
struct answer answer_setgid(const struct stop *stop);
struct answer answer_setreuid(const struct stop *stop);
struct answer answer_setregid(const struct stop *stop);
struct answer answer_setresuid(const struct stop *stop);
struct answer answer_setresgid(const struct stop *stop);
struct answer answer_setfsuid(const struct stop *stop);
struct answer answer_setfsgid(const struct stop *stop);
struct answer answer_setgroups(const struct stop *stop);
struct answer answer_prctl(const struct stop *stop);

// call_exec.c: set-user-id programs
struct answer answer_execve(const struct stop *stop);
struct answer answer_execveat(const struct stop *stop);

// call_chown.c
struct answer answer_chown(const struct stop *stop);
struct answer answer_lchown(const struct stop *stop);
struct answer answer_fchown(const struct stop *stop);
struct answer answer_fchownat(const struct stop *stop);

// call_stat.c
struct answer answer_stat(const struct stop *stop);
struct answer answer_lstat(const struct stop *stop);
struct answer answer_fstat(const struct stop *stop);
struct answer answer_newfstatat(const struct stop *stop);
struct answer answer_statx(const struct stop *stop);

// call_access.c
struct answer answer_access(const struct stop *stop);
struct answer answer_faccessat(const struct stop *stop);
struct answer answer_faccessat2(const struct stop *stop);

// call_open.c: opening what may be made or written by that
struct answer answer_open(const struct stop *stop);
struct answer answer_creat(const struct stop *stop);
struct answer answer_openat(const struct stop *stop);
struct answer answer_openat2(const struct stop *stop);

// call_make.c: the other calls that make something
struct answer answer_mkdir(const struct stop *stop);
struct answer answer_mkdirat(const struct stop *stop);
struct answer answer_mknod(const struct stop *stop);
struct answer answer_mknodat(const struct stop *stop);
struct answer answer_symlink(const struct stop *stop);
struct answer answer_symlinkat(const struct stop *stop);

// call_xattr.c: jbuild's own attributes are nobody's business
struct answer answer_listxattr(const struct stop *stop);
struct answer answer_llistxattr(const struct stop *stop);
struct answer answer_flistxattr(const struct stop *stop);

// call_misc.c: what else would tell, or carry, the wrong ids
struct answer answer_getrlimit(const struct stop *stop);
struct answer answer_setrlimit(const struct stop *stop);
struct answer answer_prlimit64(const struct stop *stop);
struct answer answer_getsockopt(const struct stop *stop);
struct answer answer_chroot(const struct stop *stop);

#endif
