// SPDX-License-Identifier: Apache-2.0
//
// A user namespace can be tried only by making one, and can't be left again: a child tries first. The
// maps of more than one id are written from outside, by newuidmap and newgidmap, which wait for the unshare.
#include "enter.h"
#include "idmap.h"
#include "sys.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

struct failure {
  int error;
  char step[60];
};

static bool unshare_mounts(void) {
  return unshare(CLONE_NEWNS) == 0 && sys_mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

static bool write_single(const char *file, unsigned id) {
  char *line = text_of("0 %u 1\n", id);
  bool written = write_file(file, line) == 0;
  free(line);
  return written;
}

static bool write_single_gid(gid_t gid) {
  return write_file("/proc/self/setgroups", "deny") == 0 && write_single("/proc/self/gid_map", gid);
}

static void try_steps(const struct caller *caller, struct failure *failure) {
  const char *step = NULL;
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS)) {
    step = "unshare a user namespace";
  } else if (!write_single("/proc/self/uid_map", caller->uid) || !write_single_gid(caller->gid)) {
    step = "write the id map of a user namespace";
  } else if (sys_mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) {
    step = "mount in a user namespace";
  }
  failure->error = errno;
  strcpy(failure->step, step ? step : "");
}

// NULL if a user namespace can be had, else why not.
static char *try_in_child(const struct caller *caller) {
  struct failure failure = {0};
  int pipes[2];
  if (pipe2(pipes, O_CLOEXEC)) {
    return text_of("make a pipe: %s", strerror(errno));
  }
  pid_t child = fork();
  if (child == 0) {
    try_steps(caller, &failure);
    _exit(write_all(pipes[1], (char *)&failure, sizeof failure) ? 1 : 0);
  }
  close(pipes[1]);
  ssize_t got = child < 0 ? -1 : read(pipes[0], &failure, sizeof failure);
  close(pipes[0]);
  if (child > 0) {
    wait_for(child);
  }
  if (got != (ssize_t)sizeof failure) {
    return copy_text("start a process to try a user namespace: it failed");
  }
  return failure.step[0] ? text_of("%s: %s", failure.step, strerror(failure.error)) : NULL;
}

struct helper {
  pid_t pid;
  int go;
  int messages;
};

// Root without CAP_SYS_ADMIN may pass on all the ids it has, and needs no newuidmap for it.
static _Noreturn void write_identity(pid_t process, const char *name) {
  struct id_map map;
  char *from = text_of("/proc/self/%s", name);
  char *to = text_of("/proc/%d/%s", (int)process, name);
  if (!id_map_read(from, &map)) {
    _exit(1);
  }
  char *text = copy_text("");
  for (size_t i = 0; i < map.range_count; i++) {
    unsigned long inside = map.ranges[i].inside;
    text = text_of("%s%lu %lu %lu\n", text, inside, inside, map.ranges[i].count);
  }
  if (write_file(to, text)) {
    char *message = text_of("write to %s: %s", to, strerror(errno));
    (void)write_all(2, message, strlen(message));
    _exit(1);
  }
  _exit(0);
}

// A child outside of the namespace to be, which maps ids once told to go.
static bool start_helper(struct helper *helper, const char *tool, const struct id_map *map, const char *name) {
  int go[2];
  int messages[2];
  if (pipe2(go, O_CLOEXEC) || pipe2(messages, O_CLOEXEC)) {
    return false;
  }
  pid_t process = getpid();
  helper->pid = fork();
  if (helper->pid == 0) {
    char wait;
    close(go[1]);
    if (read(go[0], &wait, 1) != 1 || dup2(messages[1], 2) < 0) {
      _exit(1);
    }
    if (!tool) {
      write_identity(process, name);
    }
    struct strings arguments = {0};
    append(&arguments, copy_text(tool));
    append(&arguments, text_of("%d", (int)process));
    id_map_arguments(map, &arguments);
    execv(tool, arguments.at);
    _exit(1);
  }
  close(go[0]);
  close(messages[1]);
  helper->go = go[1];
  helper->messages = messages[0];
  return helper->pid > 0;
}

// NULL if the ids were mapped, else what was said.
static char *finish_helper(struct helper *helper) {
  char said[256];
  close(helper->go);
  ssize_t length = read(helper->messages, said, sizeof said - 1);
  close(helper->messages);
  if (wait_for(helper->pid) == 0) {
    return NULL;
  }
  said[length > 0 ? length : 0] = 0;
  said[strcspn(said, "\n")] = 0;
  return copy_text(said[0] ? said : "newuidmap or newgidmap failed");
}

// How more than one id can be mapped.
struct plan {
  struct id_map uids;
  struct id_map gids;
  char *newuidmap;
  char *newgidmap;
  char *why_not;  // NULL: it can
};

static struct plan plan_of(const struct caller *caller) {
  struct plan plan = {0};
  struct id_map own;
  if (geteuid() == 0 && id_map_read("/proc/self/uid_map", &own) && own.count > 1) {
    return plan;
  }
  char *subuid = read_small_file("/etc/subuid", 16 << 20);
  char *subgid = read_small_file("/etc/subgid", 16 << 20);
  id_map_of_user(subuid, caller->name, caller->uid, &plan.uids);
  id_map_of_user(subgid, caller->name, caller->uid, &plan.gids);
  plan.gids.ranges[0].outside = caller->gid;
  free(subuid);
  free(subgid);
  char *path = text_of("%s:/usr/bin:/bin:/usr/sbin:/sbin", getenv("PATH") ? getenv("PATH") : "");
  plan.newuidmap = find_program(path, "newuidmap");
  plan.newgidmap = find_program(path, "newgidmap");
  free(path);
  if (plan.uids.count < 2 || plan.gids.count < 2) {
    plan.why_not = text_of("no range for %s in %s", caller->name, plan.uids.count < 2 ? "/etc/subuid" : "/etc/subgid");
  } else if (!plan.newuidmap || !plan.newgidmap) {
    plan.why_not = text_of("%s not found: install uidmap", plan.newuidmap ? "newgidmap" : "newuidmap");
  } else if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1) {
    plan.why_not = copy_text("no_new_privs is set (allowPrivilegeEscalation: false): newuidmap can't work");
  }
  return plan;
}

// Unshares, and maps what the plan says or, failing that, the single id. NULL, or why it is a single one.
static char *unshare_and_map(const struct caller *caller, struct plan *plan) {
  struct helper uid = {0};
  struct helper gid = {0};
  bool helped = !plan->why_not && start_helper(&uid, plan->newuidmap, &plan->uids, "uid_map")
      && start_helper(&gid, plan->newgidmap, &plan->gids, "gid_map");
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS)) {
    fail("unshare", "a user namespace", errno, "a moment ago it worked: is /proc/sys/user/max_user_namespaces reached?");
  }
  char *uid_failed = plan->why_not;
  char *gid_failed = plan->why_not;
  if (helped) {
    (void)!write(uid.go, "g", 1);
    (void)!write(gid.go, "g", 1);
    uid_failed = finish_helper(&uid);
    gid_failed = finish_helper(&gid);
  }
  if ((uid_failed && !write_single("/proc/self/uid_map", caller->uid)) || (gid_failed && !write_single_gid(caller->gid))) {
    fail("write the id map of", "a user namespace", errno, "a moment ago it worked");
  }
  if (sys_mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) {
    fail("make private the mounts below", "/", errno, "");
  }
  return uid_failed ? uid_failed : gid_failed;
}

static unsigned long mapped_ids(void) {
  static struct id_map uids;
  static struct id_map gids;
  if (!id_map_read("/proc/self/uid_map", &uids) || !id_map_read("/proc/self/gid_map", &gids)) {
    return 0;
  }
  return uids.count < gids.count ? uids.count : gids.count;
}

char *ranges_refused(const struct caller *caller) {
  struct plan plan = plan_of(caller);
  int pipes[2];
  if (plan.why_not || pipe2(pipes, O_CLOEXEC)) {
    return plan.why_not ? plan.why_not : copy_text(strerror(errno));
  }
  char said[256] = {0};
  pid_t child = fork();
  if (child == 0) {
    report_fd = pipes[1];
    char *refused = unshare_and_map(caller, &plan);
    (void)!write(pipes[1], refused ? refused : "", refused ? strlen(refused) : 0);
    _exit(0);
  }
  close(pipes[1]);
  ssize_t length = read(pipes[0], said, sizeof said - 1);
  close(pipes[0]);
  wait_for(child);
  return length > 0 ? copy_text(said) : NULL;
}

static struct verdict none(int wanted, char *why) {
  return (struct verdict){"none", wanted ? text_of("tier %d was asked for: %s", wanted, why) : why};
}

struct verdict enter_namespaces(const struct caller *caller, int wanted) {
  if (wanted > 2) {
    return none(wanted, "it is not supported yet");
  }
  if (wanted != 2 && geteuid() == 0 && unshare_mounts()) {
    bool single = mapped_ids() < 2;
    return (struct verdict){single ? "2" : "1",
        copy_text(single ? "root of a user namespace with a single id" : "root with CAP_SYS_ADMIN")};
  }
  char *refused = try_in_child(caller);
  if (refused) {
    return none(wanted, refused);
  }
  struct plan plan = plan_of(caller);
  if (wanted == 1 && plan.why_not) {
    return none(wanted, plan.why_not);
  }
  if (wanted == 2) {
    plan.why_not = copy_text("asked for");
  }
  char *single = unshare_and_map(caller, &plan);
  if (single && wanted == 1) {
    return none(wanted, single);
  }
  if (single) {
    return (struct verdict){"2", single};
  }
  return (struct verdict){"1", text_of("%lu ids for %s", mapped_ids(), caller->name)};
}
