// SPDX-License-Identifier: Apache-2.0
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CANNOT_START = 5 };  // the project's exit code for "this host cannot"

int report_fd = 2;
bool report_for_people = false;

void *grow(void *block, size_t size) {
  void *grown = realloc(block, size);
  if (!grown) {
    static const char message[] = "error\tallocate memory\t\tout of memory\t\n";
    (void)!write(report_fd, message, sizeof message - 1);
    _exit(1);
  }
  return grown;
}

void *allocate(size_t size) {
  return memset(grow(NULL, size), 0, size);
}

char *copy_text(const char *text) {
  return strcpy(allocate(strlen(text) + 1), text);
}

char *text_of(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  char *text = allocate((size_t)length + 1);
  va_start(arguments, format);
  vsnprintf(text, (size_t)length + 1, format, arguments);
  va_end(arguments);
  return text;
}

void append(struct strings *strings, char *text) {
  if (strings->count + 2 > strings->capacity) {
    strings->capacity = strings->capacity ? 2 * strings->capacity : 16;
    strings->at = grow(strings->at, strings->capacity * sizeof *strings->at);
  }
  strings->at[strings->count++] = text;
  strings->at[strings->count] = NULL;
}

char *read_small_file(const char *path, size_t limit) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return NULL;
  }
  char *text = NULL;
  size_t size = 0;
  for (;;) {
    text = grow(text, size + 4096);
    ssize_t got = read(fd, text + size, 4095);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0 || size + (size_t)got > limit) {
      int error = got < 0 ? errno : EFBIG;
      free(text);
      close(fd);
      errno = error;
      return NULL;
    }
    size += (size_t)got;
    if (got == 0) {
      close(fd);
      text[size] = 0;
      return text;
    }
  }
}

int write_all(int fd, const char *data, size_t size) {
  while (size) {
    ssize_t put = write(fd, data, size);
    if (put < 0 && errno == EINTR) {
      continue;
    }
    if (put < 0) {
      return -1;
    }
    data += put;
    size -= (size_t)put;
  }
  return 0;
}

int write_file(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) {
    return -1;
  }
  int result = write_all(fd, text, strlen(text));
  int error = errno;
  close(fd);
  errno = error;
  return result;
}

bool parse_number(const char *text, unsigned long max, unsigned long *number) {
  if (*text < '0' || *text > '9') {
    return false;
  }
  char *end;
  errno = 0;
  *number = strtoul(text, &end, 10);
  return !errno && !*end && *number <= max;
}

static char *put_escaped(char *to, const char *text) {
  for (; *text; text++) {
    char letter = *text == '\t' ? 't' : *text == '\n' ? 'n' : *text == '\\' ? '\\' : 0;
    if (letter) {
      *to++ = '\\';
    }
    *to++ = letter ? letter : *text;
  }
  return to;
}

void report(const char *kind, const char *what, const char *on, const char *why, const char *hint) {
  const char *fields[] = {kind, what, on, why, hint};
  size_t size = 1;
  for (size_t i = 0; i < 5; i++) {
    size += fields[i] ? 2 * strlen(fields[i]) + 1 : 0;
  }
  char *line = allocate(size);
  char *end = line;
  for (size_t i = 0; i < 5 && fields[i]; i++) {
    if (i) {
      *end++ = '\t';
    }
    end = put_escaped(end, fields[i]);
  }
  *end++ = '\n';
  (void)write_all(report_fd, line, (size_t)(end - line));
  free(line);
}

void fail_text(const char *what, const char *on, const char *why, const char *hint) {
  if (report_for_people) {
    char *line = text_of("jbuild: cannot %s%s%s: %s%s%s\n", what, *on ? " " : "", on, why, *hint ? ": " : "", hint);
    (void)write_all(report_fd, line, strlen(line));
    _exit(CANNOT_START);
  }
  report("error", what, on, why, hint);
  _exit(1);
}

void fail(const char *what, const char *on, int error, const char *hint) {
  fail_text(what, on, strerror(error), hint);
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}
