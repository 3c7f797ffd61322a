// SPDX-License-Identifier: Apache-2.0
#include "enter.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *field_start(const char *line, int field) {
  for (; field > 0; field--) {
    line += strcspn(line, ":\n");
    if (*line != ':') {
      return NULL;
    }
    line++;
  }
  return line;
}

static char *field_text(const char *line, int field) {
  const char *start = field_start(line, field);
  if (!start) {
    return NULL;
  }
  size_t length = strcspn(start, ":\n");
  char *text = allocate(length + 1);
  memcpy(text, start, length);
  return text;
}

char *passwd_field(const char *passwd, uid_t uid, int field) {
  for (const char *line = passwd; *line; line += strcspn(line, "\n"), line += *line == '\n') {
    unsigned long number;
    char *id = field_text(line, 2);
    bool found = id && parse_number(id, 0xfffffffeUL, &number) && number == uid;
    free(id);
    if (found) {
      return field_text(line, field);
    }
  }
  return NULL;
}

static char *first_set(char *passwd, const char *variable, const char *otherwise) {
  const char *value = getenv(variable);
  return passwd && *passwd ? passwd : copy_text(value && *value ? value : otherwise);
}

struct caller caller_of_process(void) {
  struct caller caller = {.uid = getuid(), .gid = getgid()};
  char *passwd = read_small_file("/etc/passwd", 16 << 20);
  char *number = text_of("%u", caller.uid);
  const char *home = getenv("HOME");
  caller.name = first_set(passwd ? passwd_field(passwd, caller.uid, 0) : NULL, "USER", number);
  caller.home = home && *home ? copy_text(home) : first_set(passwd ? passwd_field(passwd, caller.uid, 5) : NULL, "HOME", "/");
  free(passwd);
  free(number);
  return caller;
}
