// SPDX-License-Identifier: Apache-2.0
#include "enter.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_program(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

char *find_program(const char *path, const char *name) {
  for (const char *at = path; at && *at; at += strcspn(at, ":"), at += *at == ':') {
    int length = (int)strcspn(at, ":");
    char *file = text_of("%.*s/%s", length, at, name);
    if (length && is_program(file)) {
      return file;
    }
    free(file);
  }
  return NULL;
}

char *find_java(void) {
  const char *given = getenv("JBUILD_JAVA");
  const char *home = getenv("JAVA_HOME");
  const char *path = getenv("PATH");
  if (given && *given) {
    if (!is_program(given)) {
      fail_text("find Java", "", text_of("$JBUILD_JAVA is \"%s\", which is no program", given), "");
    }
    return copy_text(given);
  }
  char *of_home = home && *home ? text_of("%s/bin/java", home) : NULL;
  if (of_home && is_program(of_home)) {
    return of_home;
  }
  char *of_path = find_program(path, "java");
  if (!of_path) {
    fail_text("find Java", "",
        text_of("tried $JBUILD_JAVA (not set), $JAVA_HOME/bin/java (%s), java in PATH (%s)",
            of_home ? of_home : "not set", path ? path : "not set"),
        "install Java 17 or later, or set JBUILD_JAVA");
  }
  free(of_home);
  return of_path;
}

int java_version(const char *java) {
  char real[PATH_MAX];
  if (!realpath(java, real)) {
    return 0;
  }
  for (int up = 0; up < 2; up++) {
    char *slash = strrchr(real, '/');
    *(slash ? slash : real) = 0;
  }
  char *file = text_of("%s/release", real);
  char *text = read_small_file(file, 1 << 16);
  static const char key[] = "JAVA_VERSION=\"";
  const char *found = text ? strstr(text, key) : NULL;
  int version = found ? atoi(found + sizeof key - 1) : 0;
  free(file);
  free(text);
  return version;
}

void append_words(struct strings *to, const char *text) {
  for (const char *at = text; at && *at; at += strspn(at, " \t\n")) {
    int length = (int)strcspn(at, " \t\n");
    if (length) {
      append(to, text_of("%.*s", length, at));
    }
    at += length;
  }
}

bool is_main_part(const char *option) {
  static const char *const starts[] = {"-cp", "-classpath", "--class-path", "-jar", "-m", "--module"};
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
    if (strcmp(option, starts[i]) == 0) {
      return true;
    }
  }
  return option[0] != '-';
}

static char *with_lib(const char *option, const char *lib) {
  char *text = copy_text(option);
  for (char *found; (found = strstr(text, "@LIB@"));) {
    *found = 0;
    char *next = text_of("%s%s%s", text, lib, found + 5);
    free(text);
    text = next;
    if (strstr(lib, "@LIB@")) {
      break;
    }
  }
  return text;
}

void read_jvm_options(struct strings *to, char *text, const char *lib, const char *more) {
  bool options = true;
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
    line += strspn(line, " \t");
    for (size_t end = strlen(line); end && strchr(" \t\r", line[end - 1]); end--) {
      line[end - 1] = 0;
    }
    if (!*line || *line == '#') {
      continue;
    }
    char *value = strncmp(line, "-cp ", 4) == 0 ? line + 4 : NULL;
    if (value) {
      line[3] = 0;
    }
    if (options && is_main_part(line)) {
      append_words(to, more);
      options = false;
    }
    append(to, with_lib(line, lib));
    if (value) {
      append(to, with_lib(value + strspn(value, " \t"), lib));
    }
  }
}
