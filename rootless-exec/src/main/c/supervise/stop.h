// SPDX-License-Identifier: Apache-2.0
//
// A system call that waits for its answer, and the answers there are.
#ifndef JBUILD_STOP_H
#define JBUILD_STOP_H

#include "supervisor.h"

#include <stdint.h>

struct stop {
  struct supervisor *supervisor;
  uint64_t id;
  pid_t pid;  // the thread that called
  int number;
  const uint64_t *args;
};

enum verdict_kind {
  GO_ON,     // the kernel does the call, with whatever the memory holds by then
  RESULT,    // it returns the value
  REFUSED,   // it fails with the error
  ANSWERED,  // nothing is to be sent any more
};

struct answer {
  enum verdict_kind kind;
  int64_t value;
  int error;
};

static inline struct answer go_on(void) {
  return (struct answer){.kind = GO_ON};
}

static inline struct answer result(int64_t value) {
  return (struct answer){.kind = RESULT, .value = value};
}

static inline struct answer refused(int error) {
  return (struct answer){.kind = REFUSED, .error = error};
}

// Whether the call still waits: what was looked up by its process's number was that process.
bool stop_is_valid(const struct stop *stop);

// Which tier's containers stop at a call.
enum policy {
  EMULATED_IDS = 1,  // one real id, all others as records
};

// A test of the low 32 bits of an argument, by the filter.
struct condition {
  enum { ALWAYS, HAS_A_BIT_OF, EQUALS } kind;
  int argument;
  uint32_t value;
};

enum { MOST_CONDITIONS = 2 };

// A system call that is stopped if all conditions hold.
struct row {
  const char *name;
  int number;
  unsigned policies;
  struct answer (*handle)(const struct stop *stop);
  struct condition conditions[MOST_CONDITIONS];
};

// table.c
extern const struct row rows[];
extern const size_t row_count;

// memory.c: of the stopped process. False if it has no such memory.
bool memory_read(const struct stop *stop, uint64_t address, void *into, size_t size);
bool memory_write(const struct stop *stop, uint64_t address, const void *from, size_t size);

// proc_status.c: a line of /proc/PID/status, as "\nUmask:"; what follows the name, to be freed, or NULL.
char *process_status(pid_t pid, const char *name);

// A zero-ended path, into size bytes of at least PATH_MAX. 0 or an error.
int memory_read_path(const struct stop *stop, uint64_t address, char *path);

#endif
