// SPDX-License-Identifier: Apache-2.0
#ifndef JBUILD_ENTER_H
#define JBUILD_ENTER_H

#include "util.h"

// Who started jbuild; in the user namespace it will be uid 0, and Java would ask for root's home.
struct caller {
  uid_t uid;
  gid_t gid;
  char *name;
  char *home;
};

// What this host lets a build do, see the project's design: "1", "2" or "none", and why.
struct verdict {
  const char *tier;
  char *reason;
};

// caller.c
struct caller caller_of_process(void);
char *passwd_field(const char *passwd, uid_t uid, int field);  // 0 name, 5 home; NULL if there is none

// namespace.c: puts the process into the namespaces of a build, keeping its pid. If that can't be, it stays
// where it is and the verdict is "none". 1 to 4: that tier and no other; 0: the first that can be.
struct verdict enter_namespaces(const struct caller *caller, int wanted);
char *ranges_refused(const struct caller *caller);  // why there is but one id, as far as can be told; NULL: there are more

// isolation.c: the tier that the user asks for, 1 to 4, or 0.
int isolation_wanted(char **args);

// doctor.c: what the host allows: "NAME\tERRNO\tWHY\n" each; the value of "sysctl NAME" in the place of why.
char *doctor_probes(const struct caller *caller);

// java.c
char *find_program(const char *path, const char *name);  // in a PATH; NULL if it isn't there
char *find_java(void);                                  // fails by itself, naming what it tried
char *java_release(const char *java);                   // the text that describes a Java; NULL if there is none
int java_version(const char *release);                  // 17; 0 if it can't be told
char *java_identity(const char *release);               // 16 hex digits that differ where the text does
void append_words(struct strings *to, const char *text);
bool is_main_part(const char *option);  // the first argument after which no JVM option may come

// What the keys in jvm.options stand for.
struct places {
  const char *lib;   // @LIB@
  const char *java;  // @JAVA@, a java_identity
};

void read_jvm_options(struct strings *to, char *text, const struct places *places, const char *more);

// locale.c: makes the locale one whose file names are UTF-8. The caller's LC_ALL ("" for none) if it had to be
// changed, else NULL.
char *ensure_utf8(void);

// enter.c: the enter role.
_Noreturn void enter_distribution(char **args);
_Noreturn void enter_command(char **args);

#endif
