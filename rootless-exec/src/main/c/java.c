// SPDX-License-Identifier: Apache-2.0
#include "enter.h"

#include <limits.h>
#include <stdint.h>
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

char *java_release(const char *java) {
  char real[PATH_MAX];
  if (!realpath(java, real)) {
    return NULL;
  }
  for (int up = 0; up < 2; up++) {
    char *slash = strrchr(real, '/');
    *(slash ? slash : real) = 0;
  }
  char *file = text_of("%s/release", real);
  char *text = read_small_file(file, 1 << 16);
  free(file);
  return text;
}

int java_version(const char *release) {
  static const char key[] = "JAVA_VERSION=\"";
  const char *found = release ? strstr(release, key) : NULL;
  return found ? atoi(found + sizeof key - 1) : 0;
}

// FNV-1a with 64 bits: it has to tell Javas apart, not to withstand anybody.
char *java_identity(const char *release) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char *at = release ? release : ""; *at; at++) {
    hash = (hash ^ (unsigned char)*at) * 0x100000001b3;
  }
  return text_of("%016llx", (unsigned long long)hash);
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

// Replaces every key in text, which it frees.
static char *replaced(char *text, const char *key, const char *value) {
  for (char *found = strstr(text, key); found;) {
    *found = 0;
    char *next = text_of("%s%s%s", text, value, found + strlen(key));
    found = strstr(next + (found - text) + strlen(value), key);
    free(text);
    text = next;
  }
  return text;
}

static char *filled_in(const char *option, const struct places *places) {
  return replaced(replaced(copy_text(option), "@JAVA@", places->java), "@LIB@", places->lib);
}

// Given an archive that isn't there or is another Java's, a JVM does without its own archive too.
static bool is_archive_that_is_missing(const char *option) {
  static const char *const names[] = {"-XX:SharedArchiveFile=", "-XX:AOTCache="};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t length = strlen(names[i]);
    if (strncmp(option, names[i], length) == 0) {
      return access(option + length, R_OK) != 0;
    }
  }
  return false;
}

void read_jvm_options(struct strings *to, char *text, const struct places *places, const char *more) {
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
    char *option = filled_in(line, places);
    if (!options || !is_archive_that_is_missing(option)) {
      append(to, option);
    }
    if (value) {
      append(to, filled_in(value + strspn(value, " \t"), places));
    }
  }
}
