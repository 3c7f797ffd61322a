// SPDX-License-Identifier: Apache-2.0
#include "container.h"
#include "idmap.h"
#include "sys.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { NOT_EXECUTABLE = 126, NOT_FOUND = 127 };

static void reset_signals(void) {
  for (int number = 1; number < NSIG; number++) {
    signal(number, SIG_DFL);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static void set_open_files(rlim_t soft) {
  struct rlimit limit;
  if (soft == RLIM_INFINITY || getrlimit(RLIMIT_NOFILE, &limit)) {
    return;
  }
  limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit)) {
    fail("set the limit of", "open files", errno, "");
  }
}

// Errors go on to the launcher until exec; the container gets /dev/null, and the one pipe twice.
static void set_files(void) {
  report_fd = fcntl(2, F_DUPFD_CLOEXEC, 3);
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (report_fd < 0 || null < 0 || dup2(null, 0) < 0 || dup2(1, 2) < 0 || sys_close_from_on_exec(3)) {
    fail("set up the files of", "the container's process", errno, "");
  }
}

static void make_directories(const char *path) {
  char *prefix = copy_text(path);
  for (char *end = prefix + 1; *end; end++) {
    end += strcspn(end, "/");
    char separator = *end;
    *end = 0;
    if (mkdir(prefix, 0755) && errno != EEXIST) {
      fail("make the working directory", path, errno, "");
    }
    *end = separator;
    if (!separator) {
      break;
    }
  }
  free(prefix);
}

static void enter_directory(const char *path) {
  if (chdir(path) == 0) {
    return;
  }
  if (errno == ENOENT) {
    make_directories(path);
  }
  if (chdir(path)) {
    fail("enter the working directory", path, errno, "");
  }
}

static void become(const struct description *description) {
  if ((description->emulated_ids || setgroups_allowed()) && setgroups(description->group_count, description->groups)) {
    fail("set the supplementary groups of", "the container's process", errno, "");
  }
  if (setresgid(description->gid, description->gid, description->gid)
      || setresuid(description->uid, description->uid, description->uid)) {
    fail("become", text_of("%u:%u", description->uid, description->gid), errno, "");
  }
}

static _Noreturn void exec_failed(const char *name, int error, bool searched) {
  bool missing = error == ENOENT || error == ENOTDIR;
  const char *why = missing && searched ? "not found in PATH" : strerror(error);
  char *line = text_of("exec: %s: %s\n", name, why);
  (void)write_all(2, line, strlen(line));
  _exit(missing ? NOT_FOUND : NOT_EXECUTABLE);
}

static const char *search_path(const struct description *description) {
  for (size_t i = 0; i < description->env.count; i++) {
    if (strncmp(description->env.at[i], "PATH=", 5) == 0) {
      return description->env.at[i] + 5;
    }
  }
  return "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
}

static _Noreturn void exec_found(const struct description *description) {
  const char *name = description->args.at[0];
  int error = ENOENT;
  for (const char *at = search_path(description);; at++) {
    size_t length = strcspn(at, ":");
    char file[PATH_MAX];
    if (length + strlen(name) + 2 <= sizeof file) {
      memcpy(file, length ? at : ".", length ? length : 1);
      strcpy(file + (length ? length : 1), "/");
      strcat(file, name);
      execve(file, description->args.at, description->env.at);
      if (errno != ENOENT && errno != ENOTDIR) {
        error = errno;
      }
      if (errno != ENOENT && errno != ENOTDIR && errno != EACCES) {
        break;
      }
    }
    at += length;
    if (!*at) {
      break;
    }
  }
  exec_failed(name, error, true);
}

void container_process(const struct description *description, int socket) {
  const char *name = description->args.at[0];
  reset_signals();
  umask(022);
  setsid();
  set_open_files(description->open_files);
  set_files();
  enter_directory(description->cwd);
  if (!description->insecure) {
    capabilities_bound();
    // Without no_new_privs the filter needs CAP_SYS_ADMIN in the user namespace: before that goes.
    seccomp_load();
  }
  if (description->emulated_ids) {
    supervisor_hand_over(socket);
  }
  become(description);
  if (!description->insecure) {
    capabilities_drop(description->emulated_ids ? 0 : description->uid);
  }
  if (strchr(name, '/')) {
    execve(name, description->args.at, description->env.at);
    exec_failed(name, errno, false);
  }
  exec_found(description);
}
