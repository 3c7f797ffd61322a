// SPDX-License-Identifier: Apache-2.0
//
// The enter role: finds Java and the jars, enters the namespaces, and becomes the JVM, which learns
// what it needs from system properties.
#include "enter.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static char *own_path(void) {
  char path[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length < 0) {
    fail("find the launcher by", "/proc/self/exe", errno, "/proc must be mounted");
  }
  path[length] = 0;
  return copy_text(path);
}

static char *directory_of(const char *path) {
  char *directory = copy_text(path);
  char *slash = strrchr(directory, '/');
  *(slash && slash > directory ? slash : directory + 1) = 0;
  return directory;
}

// Properties and options that precede all others.
static void append_own(struct strings *command, const char *release, const struct caller *caller, const char *launcher) {
  char *lc_all = ensure_utf8();
  struct rlimit open_files;
  if (lc_all) {
    append(command, text_of("-Djbuild.env.LC_ALL=%s", lc_all));
  }
  if (getrlimit(RLIMIT_NOFILE, &open_files) == 0 && open_files.rlim_cur != RLIM_INFINITY) {
    // The JVM raises its own to the most it may have; what runs in containers should not see that.
    append(command, text_of("-Djbuild.open.files=%lu", (unsigned long)open_files.rlim_cur));
  }
  append(command, text_of("-Djbuild.launcher=%s", launcher));
  append(command, text_of("-Duser.home=%s", caller->home));
  append(command, text_of("-Duser.name=%s", caller->name));
  if (java_version(release) >= 22) {
    append(command, copy_text("--enable-native-access=ALL-UNNAMED"));
  }
}

static bool asks_doctor(char **args) {
  while (*args && strcmp(*args, "doctor") != 0) {
    args++;
  }
  return *args;
}

// The args are those of jbuild, maybe after some of Java.
static _Noreturn void become_java(const struct caller *caller, struct strings *command, char **args) {
  // Before the namespaces: in them less is to be had.
  char *probes = asks_doctor(args) ? doctor_probes(caller) : NULL;
  struct verdict verdict = enter_namespaces(caller, isolation_wanted(args));
  // The first three places after the program were kept for this.
  command->at[1] = text_of("-Djbuild.tier=%s", verdict.tier);
  command->at[2] = text_of("-Djbuild.tier.reason=%s", verdict.reason);
  command->at[3] = text_of("-Djbuild.probes=%s", probes ? probes : "");
  execv(command->at[0], command->at);
  fail("start", command->at[0], errno, "");
}

static void start_command(struct strings *command, const char *java) {
  append(command, copy_text(java));
  for (int i = 0; i < 3; i++) {
    append(command, NULL);
  }
}

void enter_distribution(char **args) {
  struct caller caller = caller_of_process();
  char *launcher = own_path();
  char *bin = directory_of(launcher);
  char *home = directory_of(bin);
  char *lib = text_of("%s/lib", home);
  char *file = text_of("%s/jvm.options", lib);
  char *options = read_small_file(file, 1 << 20);
  if (!options) {
    fail("read", file, errno, "the launcher belongs into bin/ of a jbuild distribution");
  }
  char *java = find_java();
  struct strings command = {0};
  start_command(&command, java);
  char *release = java_release(java);
  append_own(&command, release, &caller, launcher);
  struct places places = {lib, java_identity(release)};
  read_jvm_options(&command, options, &places, getenv("JBUILD_JAVA_OPTIONS"));
  for (char **arg = args; *arg; arg++) {
    append(&command, *arg);
  }
  become_java(&caller, &command, args);
}

void enter_command(char **args) {
  struct caller caller = caller_of_process();
  if (!args[0]) {
    fail_text("enter", "", "no program given", "--enter JAVA ARGUMENT…");
  }
  struct strings command = {0};
  start_command(&command, args[0]);
  append_own(&command, java_release(args[0]), &caller, own_path());
  args++;
  for (char **arg = args; *arg; arg++) {
    append(&command, *arg);
  }
  become_java(&caller, &command, args);
}
