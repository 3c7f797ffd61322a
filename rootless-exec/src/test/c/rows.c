// SPDX-License-Identifier: Apache-2.0
//
// A test of every row of the supervisor's table (main/c/supervise/table.c), by raw system calls in a container that
// emulates ids. Prints "ok NAME", or "failed NAME: WHAT" for what was not as it should be; static.
//
//   rows            all
//   rows ids        prints real, effective and saved user and group (what execve starts)
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#ifndef SYS_faccessat2
#define SYS_faccessat2 439
#endif

static const char *current;
static bool failed;

#define CHECK(condition)                                                            \
  do {                                                                              \
    if (!(condition)) {                                                             \
      printf("failed %s: %s (errno %d)\n", current, #condition, errno);             \
      failed = true;                                                                \
    }                                                                               \
  } while (0)
#define FAILS(call, error) CHECK((call) == -1 && errno == (error))

static long become(long id) {  // becomes the user and group of that number
  return syscall(SYS_setresgid, id, id, id) || syscall(SYS_setresuid, id, id, id) ? -1 : 0;
}

static void make(const char *name, mode_t mode) {
  close(open(name, O_CREAT | O_WRONLY, 0600));
  CHECK(chmod(name, mode) == 0);
}

static bool belongs(const char *name, uid_t uid, gid_t gid) {
  struct stat status;
  return fstatat(AT_FDCWD, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_uid == uid && status.st_gid == gid;
}

// A directory of user 1000, who this process then is.
static void be_user(void) {
  CHECK(mkdir("own", 0755) == 0);
  CHECK(chown("own", 1000, 1000) == 0);
  make("roots", 0644);
  CHECK(become(1000) == 0);
}

static bool three_are(long call, unsigned a, unsigned b, unsigned c) {
  unsigned ids[3] = {77, 77, 77};
  return syscall(call, &ids[0], &ids[1], &ids[2]) == 0 && ids[0] == a && ids[1] == b && ids[2] == c;
}

static void test_getuid(void) {
  CHECK(syscall(SYS_getuid) == 0);
  CHECK(syscall(SYS_setresuid, 1, 2, 3) == 0);
  CHECK(syscall(SYS_getuid) == 1);
}

static void test_geteuid(void) {
  CHECK(syscall(SYS_setresuid, 1, 2, 3) == 0);
  CHECK(syscall(SYS_geteuid) == 2);
  if (fork() == 0) {
    _exit((int)syscall(SYS_geteuid));
  }
  int status;
  CHECK(wait(&status) > 0 && WEXITSTATUS(status) == 2);
}

static void test_getgid(void) {
  CHECK(syscall(SYS_setresgid, 1, 2, 3) == 0);
  CHECK(syscall(SYS_getgid) == 1);
}

static void test_getegid(void) {
  CHECK(syscall(SYS_setresgid, 1, 2, 3) == 0);
  CHECK(syscall(SYS_getegid) == 2);
}

static void test_getresuid(void) {
  CHECK(three_are(SYS_getresuid, 0, 0, 0));
  FAILS(syscall(SYS_getresuid, 8, 8, 8), EFAULT);
}

static void test_getresgid(void) {
  CHECK(three_are(SYS_getresgid, 0, 0, 0));
  FAILS(syscall(SYS_getresgid, 8, 8, 8), EFAULT);
}

static void test_getgroups(void) {
  gid_t groups[4] = {5, 6, 7};
  CHECK(syscall(SYS_getgroups, 0, NULL) == 0);
  CHECK(syscall(SYS_setgroups, 3, groups) == 0);
  memset(groups, 0, sizeof groups);
  CHECK(syscall(SYS_getgroups, 0, NULL) == 3);
  FAILS(syscall(SYS_getgroups, 2, groups), EINVAL);
  CHECK(syscall(SYS_getgroups, 4, groups) == 3 && groups[0] == 5 && groups[2] == 7);
}

static void test_setgroups(void) {
  gid_t groups[1] = {5};
  FAILS(syscall(SYS_setgroups, -1, groups), EINVAL);
  FAILS(syscall(SYS_setgroups, 1, 8), EFAULT);
  CHECK(become(1000) == 0);
  FAILS(syscall(SYS_setgroups, 1, groups), EPERM);
}

static void test_setuid(void) {
  FAILS(syscall(SYS_setuid, -1), EINVAL);
  CHECK(syscall(SYS_setuid, 1000) == 0);
  CHECK(three_are(SYS_getresuid, 1000, 1000, 1000));
  FAILS(syscall(SYS_setuid, 0), EPERM);
}

static void test_setgid(void) {
  CHECK(syscall(SYS_setgid, 1000) == 0);
  CHECK(three_are(SYS_getresgid, 1000, 1000, 1000));
  CHECK(syscall(SYS_setuid, 1000) == 0);
  FAILS(syscall(SYS_setgid, 0), EPERM);
}

static void test_setreuid(void) {
  CHECK(syscall(SYS_setreuid, 1000, 1001) == 0);
  CHECK(three_are(SYS_getresuid, 1000, 1001, 1001));
  CHECK(syscall(SYS_setreuid, -1, 1000) == 0);
  FAILS(syscall(SYS_setreuid, 0, -1), EPERM);
}

static void test_setregid(void) {
  CHECK(syscall(SYS_setregid, 1000, 1001) == 0);
  CHECK(three_are(SYS_getresgid, 1000, 1001, 1001));
}

static void test_setresuid(void) {
  CHECK(syscall(SYS_setresuid, 1, -1, 3) == 0);
  CHECK(three_are(SYS_getresuid, 1, 0, 3));
  CHECK(syscall(SYS_setresuid, 4, 5, 6) == 0);
  FAILS(syscall(SYS_setresuid, -1, 0, -1), EPERM);
  CHECK(syscall(SYS_setresuid, 6, 6, 6) == 0);
}

static void test_setresgid(void) {
  CHECK(syscall(SYS_setresgid, 1, 2, -1) == 0);
  CHECK(three_are(SYS_getresgid, 1, 2, 0));
}

static void test_setfsuid(void) {
  CHECK(syscall(SYS_setfsuid, 5) == 0);
  CHECK(syscall(SYS_setfsuid, -1) == 5);
  CHECK(syscall(SYS_geteuid) == 0);
}

static void test_setfsgid(void) {
  CHECK(syscall(SYS_setfsgid, 5) == 0);
  CHECK(syscall(SYS_setfsgid, -1) == 5);
}

static void test_prctl(void) {
  CHECK(syscall(SYS_prctl, PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0 && syscall(SYS_prctl, PR_GET_KEEPCAPS, 0, 0, 0, 0) == 1);
  CHECK(syscall(SYS_setresuid, 6, 6, 6) == 0);
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2];
  CHECK(syscall(SYS_capget, &header, data) == 0);
  data[0].effective = data[0].permitted;
  CHECK(syscall(SYS_capset, &header, data) == 0);
  CHECK(syscall(SYS_setresgid, 12, 12, 12) == 0 && syscall(SYS_setgroups, 0, NULL) == 0);
}

static void test_fchown(void) {
  int fd = open("f", O_CREAT | O_RDWR, 0644);
  CHECK(fchmod(fd, 06755) == 0);
  CHECK(syscall(SYS_fchown, fd, 7, 8) == 0);
  struct stat status;
  CHECK(stat("f", &status) == 0 && status.st_uid == 7 && status.st_gid == 8 && (status.st_mode & 07777) == 0755);
  CHECK(syscall(SYS_fchown, fd, -1, 9) == 0 && belongs("f", 7, 9));
  CHECK(syscall(SYS_fchown, fd, 0, 0) == 0 && belongs("f", 0, 0));
  FAILS(syscall(SYS_fchown, 99, 7, 8), EBADF);
}

static void test_fchownat(void) {
  make("f", 0644);
  CHECK(symlink("f", "l") == 0);
  CHECK(syscall(SYS_fchownat, AT_FDCWD, "l", 5, 6, AT_SYMLINK_NOFOLLOW) == 0);
  CHECK(belongs("l", 5, 6) && belongs("f", 0, 0));
  CHECK(syscall(SYS_fchownat, AT_FDCWD, "l", 7, 8, 0) == 0 && belongs("f", 7, 8));
  int fd = open("f", O_PATH);
  CHECK(syscall(SYS_fchownat, fd, "", 9, 10, AT_EMPTY_PATH) == 0 && belongs("f", 9, 10));
  FAILS(syscall(SYS_fchownat, AT_FDCWD, "missing", 7, 8, 0), ENOENT);
  FAILS(syscall(SYS_fchownat, AT_FDCWD, "f", 7, 8, 1), EINVAL);
  FAILS(syscall(SYS_fchownat, AT_FDCWD, "/proc/1/exe", 7, 8, 0), EACCES);
  CHECK(chown("f", 1000, 1000) == 0 && become(1000) == 0);
  FAILS(syscall(SYS_fchownat, AT_FDCWD, "f", 1001, -1, 0), EPERM);
  FAILS(syscall(SYS_fchownat, AT_FDCWD, "f", -1, 1001, 0), EPERM);
  CHECK(syscall(SYS_fchownat, AT_FDCWD, "f", 1000, 1000, 0) == 0);
}

static void test_newfstatat(void) {
  struct stat status;
  make("f", 0640);
  CHECK(chown("f", 7, 8) == 0);
  CHECK(syscall(SYS_newfstatat, AT_FDCWD, "f", &status, 0) == 0);
  CHECK(status.st_uid == 7 && status.st_gid == 8 && status.st_mode == (S_IFREG | 0640));
  int directory = open(".", O_PATH);
  CHECK(syscall(SYS_newfstatat, directory, "./f", &status, 0) == 0 && status.st_uid == 7);
  FAILS(syscall(SYS_newfstatat, AT_FDCWD, "f", 8, 0), EFAULT);
  FAILS(syscall(SYS_newfstatat, AT_FDCWD, "", &status, 0), ENOENT);
  CHECK(rename("f", "g") == 0 && syscall(SYS_newfstatat, AT_FDCWD, "g", &status, 0) == 0 && status.st_uid == 7);
  CHECK(link("g", "h") == 0 && syscall(SYS_newfstatat, AT_FDCWD, "h", &status, 0) == 0 && status.st_uid == 7);
  int fd = open("g", O_RDONLY);
  char name[40];
  sprintf(name, "/proc/self/fd/%d", fd);
  CHECK(syscall(SYS_newfstatat, AT_FDCWD, name, &status, 0) == 0 && status.st_uid == 7);
}

static void test_fstat(void) {
  struct stat status;
  make("f", 0640);
  CHECK(chown("f", 7, 8) == 0);
  int fd = open("f", O_RDONLY);
  CHECK(syscall(SYS_fstat, fd, &status) == 0 && status.st_uid == 7 && status.st_gid == 8);
  FAILS(syscall(SYS_fstat, 99, &status), EBADF);
}

static void test_statx(void) {
  struct statx status;
  make("f", 0640);
  CHECK(chown("f", 7, 8) == 0);
  CHECK(syscall(SYS_statx, AT_FDCWD, "f", 0, STATX_BASIC_STATS, &status) == 0);
  CHECK(status.stx_uid == 7 && status.stx_gid == 8 && status.stx_mode == (S_IFREG | 0640));
  int fd = open("f", O_RDONLY);
  CHECK(syscall(SYS_statx, fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &status) == 0 && status.stx_uid == 7);
}

static void test_openat(void) {
  struct stat status;
  be_user();
  umask(027);
  int fd = (int)syscall(SYS_openat, AT_FDCWD, "own/f", O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0666);
  CHECK(fd >= 0 && fstat(fd, &status) == 0 && status.st_uid == 1000 && status.st_gid == 1000);
  CHECK((status.st_mode & 07777) == 0640 && fcntl(fd, F_GETFD) == FD_CLOEXEC);
  CHECK(write(fd, "x", 1) == 1);
  FAILS(syscall(SYS_openat, AT_FDCWD, "own/f", O_CREAT | O_EXCL | O_RDWR, 0666), EEXIST);
  FAILS(syscall(SYS_openat, AT_FDCWD, "other", O_CREAT | O_WRONLY, 0666), EACCES);
  FAILS(syscall(SYS_openat, AT_FDCWD, "roots", O_WRONLY, 0), EACCES);
  CHECK(syscall(SYS_openat, AT_FDCWD, "roots", O_RDONLY, 0) >= 0);
  fd = (int)syscall(SYS_openat, AT_FDCWD, "own/f", O_CREAT | O_RDWR | O_TRUNC, 0666);
  CHECK(fd >= 0 && fstat(fd, &status) == 0 && status.st_size == 0 && fcntl(fd, F_GETFD) == 0);
  fd = (int)syscall(SYS_openat, AT_FDCWD, "own", O_TMPFILE | O_RDWR, 0600);
  CHECK(fd >= 0 && fstat(fd, &status) == 0 && status.st_uid == 1000);
}

// A path that another process rewrites all the time never opens what may not be written.
static void test_races(void) {
  struct stat status;
  char *path = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  be_user();
  close(open("own/f", O_CREAT | O_WRONLY, 0600));
  strcpy(path, "own/f");
  pid_t other = fork();
  while (other == 0) {
    strcpy(path, "roots");
    strcpy(path, "own/f");
  }
  int opened = 0;
  for (int i = 0; i < 3000; i++) {
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND, 0);
    opened += fd >= 0 && write(fd, "x", 1) == 1;
    close(fd);
    syscall(SYS_fchownat, AT_FDCWD, path, -1, 1000, 0);
  }
  CHECK(kill(other, SIGKILL) == 0 && opened > 0);
  CHECK(stat("roots", &status) == 0 && status.st_size == 0 && status.st_gid == 0);
}

static void test_openat2(void) {
  struct open_how how = {.flags = O_CREAT | O_WRONLY, .mode = 0600};
  be_user();
  CHECK(syscall(SYS_openat2, AT_FDCWD, "own/f", &how, sizeof how) >= 0 && belongs("own/f", 1000, 1000));
  FAILS(syscall(SYS_openat2, AT_FDCWD, "other", &how, sizeof how), EACCES);
}

static void test_mkdirat(void) {
  struct stat status;
  CHECK(mkdir("group", 0755) == 0 && chown("group", 0, 50) == 0 && chmod("group", 02777) == 0);
  CHECK(syscall(SYS_mkdirat, AT_FDCWD, "group/roots", 0755) == 0 && belongs("group/roots", 0, 50));
  be_user();
  CHECK(syscall(SYS_mkdirat, AT_FDCWD, "own/d/", 0777) == 0 && belongs("own/d", 1000, 1000));
  CHECK(syscall(SYS_mkdirat, AT_FDCWD, "group/d", 0755) == 0 && stat("group/d", &status) == 0);
  CHECK(status.st_uid == 1000 && status.st_gid == 50 && status.st_mode & S_ISGID);
  FAILS(syscall(SYS_mkdirat, AT_FDCWD, "d", 0777), EACCES);
  FAILS(syscall(SYS_mkdirat, AT_FDCWD, "own/d", 0777), EEXIST);
}

static void test_symlinkat(void) {
  be_user();
  CHECK(syscall(SYS_symlinkat, "to", AT_FDCWD, "own/l") == 0 && belongs("own/l", 1000, 1000));
  FAILS(syscall(SYS_symlinkat, "to", AT_FDCWD, "l"), EACCES);
  CHECK(unlink("own/l") == 0 && become(0) == -1);
}

static void test_mknodat(void) {
  struct stat status;
  CHECK(syscall(SYS_mknodat, AT_FDCWD, "dev", S_IFCHR | 0620, makedev(5, 1)) == 0);
  CHECK(stat("dev", &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == makedev(5, 1));
  CHECK(chown("dev", 7, 8) == 0 && belongs("dev", 7, 8) && chown("dev", 0, 0) == 0 && belongs("dev", 0, 0));
  CHECK(stat("dev", &status) == 0 && S_ISCHR(status.st_mode));
  FAILS(syscall(SYS_mknodat, AT_FDCWD, "whiteout", S_IFCHR | 0620, 0), EPERM);
  be_user();
  CHECK(syscall(SYS_mknodat, AT_FDCWD, "own/fifo", S_IFIFO | 0600, 0) == 0 && belongs("own/fifo", 1000, 1000));
  FAILS(syscall(SYS_mknodat, AT_FDCWD, "own/dev", S_IFCHR | 0600, makedev(1, 3)), EPERM);
}

static void test_faccessat(void) {
  be_user();
  FAILS(syscall(SYS_faccessat, AT_FDCWD, "roots", W_OK), EACCES);
  CHECK(syscall(SYS_faccessat, AT_FDCWD, "roots", R_OK) == 0);
  CHECK(syscall(SYS_faccessat, AT_FDCWD, "own", W_OK | X_OK) == 0);
}

static void test_faccessat2(void) {
  be_user();
  FAILS(syscall(SYS_faccessat2, AT_FDCWD, "roots", W_OK, AT_EACCESS), EACCES);
  CHECK(syscall(SYS_faccessat2, AT_FDCWD, "own", W_OK, AT_EACCESS) == 0);
}

static void expect_started(long call, const char *wanted) {
  int out[2];
  CHECK(pipe(out) == 0);
  if (fork() == 0) {
    char *args[] = {"suid", "ids", NULL};
    char *env[] = {NULL};
    dup2(out[1], 1);
    if (call == SYS_execve) {
      syscall(call, "suid", args, env);
    } else {
      syscall(call, AT_FDCWD, "suid", args, env, 0);
    }
    _exit(1);
  }
  char text[64] = {0};
  CHECK(read(out[0], text, sizeof text - 1) > 0 && strcmp(text, wanted) == 0);
  wait(NULL);
}

static void be_user_of_program(mode_t mode) {
  char buffer[65536];
  int from = open("/proc/self/exe", O_RDONLY);
  int to = open("suid", O_CREAT | O_WRONLY, 0755);
  for (ssize_t got; (got = read(from, buffer, sizeof buffer)) > 0;) {
    CHECK(write(to, buffer, (size_t)got) == got);
  }
  close(to);
  CHECK(chown("suid", 5, 6) == 0 && chmod("suid", mode) == 0 && become(1000) == 0);
}

static void test_execve(void) {
  be_user_of_program(04755);
  expect_started(SYS_execve, "1000 5 5 1000 1000 1000\n");
}

static void test_execveat(void) {
  be_user_of_program(02755);
  expect_started(SYS_execveat, "1000 1000 1000 1000 6 6\n");
}

static void expect_names(ssize_t (*list)(const char *name, char *names, size_t size)) {
  char names[256];
  make("f", 0644);
  CHECK(chown("f", 7, 8) == 0);
  CHECK(list("f", names, sizeof names) == 0);
  CHECK(setxattr("f", "user.x", "1", 1, 0) == 0);
  CHECK(list("f", NULL, 0) == 7 && list("f", names, sizeof names) == 7 && strcmp(names, "user.x") == 0);
  FAILS(list("f", names, 3), ERANGE);
}

static ssize_t list_followed(const char *name, char *names, size_t size) {
  return syscall(SYS_listxattr, name, names, size);
}

static ssize_t list_not_followed(const char *name, char *names, size_t size) {
  return syscall(SYS_llistxattr, name, names, size);
}

static ssize_t list_open(const char *name, char *names, size_t size) {
  int fd = open(name, O_RDONLY);
  ssize_t result = syscall(SYS_flistxattr, fd, names, size);
  int error = errno;
  close(fd);
  errno = error;
  return result;
}

static void test_listxattr(void) {
  expect_names(list_followed);
}

static void test_llistxattr(void) {
  expect_names(list_not_followed);
}

static void test_flistxattr(void) {
  expect_names(list_open);
}

static void test_getrlimit(void) {
  struct rlimit limit = {1, 1};
  CHECK(become(1000) == 0);
  CHECK(syscall(SYS_getrlimit, RLIMIT_LOCKS, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY);
}

static void test_setrlimit(void) {
  struct rlimit limit = {1, 1};
  CHECK(become(1000) == 0);
  CHECK(syscall(SYS_setrlimit, RLIMIT_LOCKS, &limit) == 0 && syscall(SYS_getuid) == 1000);
}

static void test_prlimit64(void) {
  struct rlimit limit = {1, 1};
  CHECK(become(1000) == 0);
  CHECK(syscall(SYS_prlimit64, 0, RLIMIT_LOCKS, &limit, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY);
  CHECK(syscall(SYS_getuid) == 1000);
}

static void test_getsockopt(void) {
  int pair[2];
  struct ucred peer;
  socklen_t size = sizeof peer;
  CHECK(become(1000) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  CHECK(syscall(SYS_getsockopt, pair[0], SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0);
  CHECK(peer.uid == 1000 && peer.gid == 1000 && peer.pid == getpid());
}

static void test_chroot(void) {
  CHECK(mkdir("r", 0755) == 0);
  make("r/f", 0644);
  CHECK(symlink("/f", "r/l") == 0 && chown("r/f", 5, 6) == 0);
  CHECK(syscall(SYS_chroot, "r") == 0 && chdir("/") == 0);
  CHECK(belongs("/f", 5, 6) && chown("/l", 7, 8) == 0 && belongs("f", 7, 8));
}

#ifdef SYS_open
static void test_stat(void) {
  struct stat status;
  make("f", 0640);
  CHECK(chown("f", 7, 8) == 0 && symlink("f", "l") == 0);
  CHECK(syscall(SYS_stat, "l", &status) == 0 && status.st_uid == 7 && S_ISREG(status.st_mode));
}

static void test_lstat(void) {
  struct stat status;
  CHECK(symlink("f", "l") == 0 && lchown("l", 7, 8) == 0);
  CHECK(syscall(SYS_lstat, "l", &status) == 0 && status.st_uid == 7 && S_ISLNK(status.st_mode));
  CHECK(unlink("l") == 0 && symlink("f", "l") == 0 && belongs("l", 0, 0));
}

static void test_open(void) {
  be_user();
  CHECK(syscall(SYS_open, "own/f", O_CREAT | O_WRONLY, 0600) >= 0 && belongs("own/f", 1000, 1000));
  FAILS(syscall(SYS_open, "roots", O_RDWR, 0), EACCES);
}

static void test_creat(void) {
  be_user();
  CHECK(syscall(SYS_creat, "own/f", 0600) >= 0 && belongs("own/f", 1000, 1000));
  FAILS(syscall(SYS_creat, "f", 0600), EACCES);
}

static void test_access(void) {
  be_user();
  FAILS(syscall(SYS_access, "roots", W_OK), EACCES);
  CHECK(syscall(SYS_access, "own", W_OK) == 0);
}

static void test_mkdir(void) {
  be_user();
  CHECK(syscall(SYS_mkdir, "own/d", 0700) == 0 && belongs("own/d", 1000, 1000));
}

static void test_mknod(void) {
  be_user();
  CHECK(syscall(SYS_mknod, "own/fifo", S_IFIFO | 0600, 0) == 0 && belongs("own/fifo", 1000, 1000));
}

static void test_symlink(void) {
  be_user();
  CHECK(syscall(SYS_symlink, "to", "own/l") == 0 && belongs("own/l", 1000, 1000));
}

static void test_chown(void) {
  make("f", 0644);
  CHECK(symlink("f", "l") == 0);
  CHECK(syscall(SYS_chown, "l", 7, 8) == 0 && belongs("f", 7, 8) && belongs("l", 0, 0));
}

static void test_lchown(void) {
  make("f", 0644);
  CHECK(symlink("f", "l") == 0);
  CHECK(syscall(SYS_lchown, "l", 7, 8) == 0 && belongs("l", 7, 8) && belongs("f", 0, 0));
}
#endif

#define ROW(call) {#call, test_##call}
static const struct {
  const char *name;
  void (*test)(void);
} rows[] = {ROW(newfstatat), ROW(fstat), ROW(statx), ROW(openat), ROW(execve), ROW(geteuid), ROW(getuid), ROW(getegid),
    ROW(getgid), ROW(fchown), ROW(fchownat), ROW(faccessat), ROW(faccessat2), ROW(mkdirat), ROW(symlinkat), ROW(mknodat),
    ROW(openat2), ROW(execveat), ROW(getresuid), ROW(getresgid), ROW(getgroups), ROW(setuid), ROW(setgid), ROW(setreuid),
    ROW(setregid), ROW(setresuid), ROW(setresgid), ROW(setfsuid), ROW(setfsgid), ROW(setgroups), ROW(prctl), ROW(listxattr),
    {"races", test_races}, ROW(llistxattr), ROW(flistxattr), ROW(getrlimit), ROW(setrlimit), ROW(prlimit64), ROW(getsockopt), ROW(chroot),
#ifdef SYS_open
    ROW(stat), ROW(lstat), ROW(open), ROW(creat), ROW(access), ROW(mkdir), ROW(mknod), ROW(symlink), ROW(chown),
    ROW(lchown),
#endif
};

static void print_ids(void) {
  unsigned u[3], g[3];
  syscall(SYS_getresuid, &u[0], &u[1], &u[2]);
  syscall(SYS_getresgid, &g[0], &g[1], &g[2]);
  printf("%u %u %u %u %u %u\n", u[0], u[1], u[2], g[0], g[1], g[2]);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "ids") == 0) {
    print_ids();
    return 0;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    pid_t child = fork();
    if (child == 0) {
      char directory[64];
      umask(022);
      current = rows[i].name;
      sprintf(directory, "/rows-%s", current);
      CHECK(mkdir(directory, 0755) == 0 && chdir(directory) == 0);
      rows[i].test();
      _exit(failed);
    }
    int status;
    waitpid(child, &status, 0);
    printf(status ? "" : "ok %s\n", rows[i].name);
  }
  return 0;
}
