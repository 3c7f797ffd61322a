// SPDX-License-Identifier: Apache-2.0
//
// Memory, strings, small files, and the one place where messages leave the launcher.
#ifndef JBUILD_UTIL_H
#define JBUILD_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

// A vector of strings that ends with NULL, as exec wants it.
struct strings {
  char **at;
  size_t count;
  size_t capacity;
};

void *allocate(size_t size);
void *grow(void *block, size_t size);
char *copy_text(const char *text);
__attribute__((format(printf, 1, 2))) char *text_of(const char *format, ...);
void append(struct strings *strings, char *text);

// The whole file as a string, or NULL with errno; at most limit bytes.
char *read_small_file(const char *path, size_t limit);

// Writes all of it; 0, or -1 with errno.
int write_all(int fd, const char *data, size_t size);
int write_file(const char *path, const char *text);

// Parses a decimal number of at most max; false if it is none.
bool parse_number(const char *text, unsigned long max, unsigned long *number);

// The file descriptor that messages go to.
extern int report_fd;

// For people (the enter role): "jbuild: cannot …". Else a line per message, fields separated by tabs, with tabs,
// newlines and backslashes in them written as \t \n \\.
extern bool report_for_people;

void report(const char *kind, const char *what, const char *on, const char *why, const char *hint);

// Reports error/what/on/why and exits with status 1. The hint may be empty.
_Noreturn void fail(const char *what, const char *on, int error, const char *hint);
_Noreturn void fail_text(const char *what, const char *on, const char *why, const char *hint);

// Waits for the child, whatever signals interrupt; its wait status.
int wait_for(pid_t child);

#endif
