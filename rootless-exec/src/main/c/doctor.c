// SPDX-License-Identifier: Apache-2.0
//
// What this host allows, for jbuild doctor: each thing is tried in a throw-away child, before any namespace is
// entered. Only the errno comes back.
#include "enter.h"
#include "supervise/supervisor.h"
#include "sys.h"

#include <errno.h>
#include <linux/filter.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>

static const struct caller *caller;

static int error_unless(bool done) {
  return done ? 0 : errno;
}

static int try_user_namespace(void) {
  return error_unless(unshare(CLONE_NEWUSER) == 0);
}

static bool map(void) {
  char *uid = text_of("0 %u 1\n", caller->uid);
  char *gid = text_of("0 %u 1\n", caller->gid);
  return write_file("/proc/self/uid_map", uid) == 0 && write_file("/proc/self/setgroups", "deny") == 0
      && write_file("/proc/self/gid_map", gid) == 0;
}

static int try_map(void) {
  return error_unless(unshare(CLONE_NEWUSER) == 0 && map());
}

static int try_mount(void) {
  return error_unless(unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && map()
      && sys_mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
      && sys_mount("none", "/", "tmpfs", 0, "size=4k") == 0);
}

static int try_root_mount(void) {
  return error_unless(unshare(CLONE_NEWNS) == 0 && sys_mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
}

static int try_proc(void) {
  unsigned long namespaces = CLONE_NEWNS | CLONE_NEWPID;
  if (unshare(geteuid() == 0 && try_root_mount() == 0 ? namespaces : namespaces | CLONE_NEWUSER)) {
    return errno;
  }
  pid_t child = fork();
  if (child == 0) {
    int fs = sys_fsopen("proc");
    bool made = fs >= 0 && sys_fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL) == 0 && sys_fsmount(fs, 0) >= 0;
    _exit(error_unless(made));
  }
  return child < 0 ? errno : WEXITSTATUS(wait_for(child));
}

static int try_network(void) {
  bool root = geteuid() == 0 && unshare(CLONE_NEWNET) == 0;
  return error_unless(root || unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0);
}

static int try_listener(void) {
  struct sock_filter code[MOST_CODE];
  struct sock_fprog program = {.len = (unsigned short)supervisor_program(code), .filter = code};
  (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  return error_unless(
      syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program) >= 0);
}

// Does it to a child that waits to be killed.
static int try_on_child(bool (*act)(pid_t child)) {
  pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  int error = child < 0 ? errno : error_unless(act(child));
  kill(child, SIGKILL);
  return error;
}

static bool read_of(pid_t child) {
  int value = 0;
  struct iovec place = {.iov_base = &value, .iov_len = sizeof value};
  return process_vm_readv(child, &place, 1, &place, 1, 0) == sizeof value;
}

static bool trace(pid_t child) {
  return ptrace(PTRACE_SEIZE, child, 0, 0) == 0;
}

static int try_memory(void) {
  return try_on_child(read_of);
}

static int try_ptrace(void) {
  return try_on_child(trace);
}

static int try_chroot(void) {
  return error_unless(chroot("/") == 0);
}

static int try_other_ids(void) {
  return error_unless(setgid(1) == 0 && setuid(1) == 0);
}

static int try_landlock(void) {
  enum { LANDLOCK_CREATE_RULESET = 444, VERSION = 1 };
  return error_unless(syscall(LANDLOCK_CREATE_RULESET, NULL, 0, VERSION) > 0);
}

static const struct {
  const char *name;
  int (*try)(void);
} probes[] = {
    {"root-mounts", try_root_mount},
    {"user-namespace", try_user_namespace},
    {"id-map", try_map},
    {"namespace-mounts", try_mount},
    {"own-proc", try_proc},
    {"own-network", try_network},
    {"seccomp-listener", try_listener},
    {"process-memory", try_memory},
    {"ptrace", try_ptrace},
    {"chroot", try_chroot},
    {"other-ids", try_other_ids},
    {"landlock", try_landlock},
};

// Read outside: a user namespace has limits of its own.
static const char *const settings[] = {"user/max_user_namespaces", "kernel/unprivileged_userns_clone",
    "kernel/apparmor_restrict_unprivileged_userns", "kernel/yama/ptrace_scope", "kernel/seccomp/actions_avail"};

static char *append_settings(char *text) {
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
    char *path = text_of("/proc/sys/%s", settings[i]);
    char *value = read_small_file(path, 4096);
    if (value) {
      value[strcspn(value, "\n")] = 0;
      text = text_of("%ssysctl %s\t0\t%s\n", text, settings[i], value);
    }
  }
  return text;
}

static int errno_of(int (*try)(void)) {
  pid_t child = fork();
  if (child == 0) {
    // A filter that kills instead of refusing is seen by the status.
    _exit(try());
  }
  int status = child < 0 ? 0 : wait_for(child);
  return child < 0 ? errno : WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

char *doctor_probes(const struct caller *who) {
  caller = who;
  char *text = copy_text("");
  for (size_t i = 0; i < sizeof probes / sizeof *probes; i++) {
    int error = errno_of(probes[i].try);
    text = text_of("%s%s\t%d\t%s\n", text, probes[i].name, error, error ? strerror(error) : "");
  }
  char *ranges = ranges_refused(who);
  text = text_of("%sid-ranges\t%d\t%s\n", text, ranges ? EPERM : 0, ranges ? ranges : "");
  return append_settings(text);
}
