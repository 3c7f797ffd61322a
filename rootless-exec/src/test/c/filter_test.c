// SPDX-License-Identifier: Apache-2.0
//
// The filter's verdict of every row of the supervisor's table, by a machine that runs it as the kernel would.
#include "supervise/stop.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
static const uint32_t own = AUDIT_ARCH_X86_64;
#else
static const uint32_t own = AUDIT_ARCH_AARCH64;
#endif

static uint32_t run(const struct seccomp_data *data) {
  struct sock_filter code[MOST_CODE];
  size_t length = supervisor_program(code);
  uint32_t value = 0;
  for (size_t at = 0; at < length; at++) {
    const struct sock_filter *step = &code[at];
    switch (step->code) {
      case BPF_LD | BPF_W | BPF_ABS: memcpy(&value, (const char *)data + step->k, sizeof value); break;
      case BPF_JMP | BPF_JEQ | BPF_K: at += value == step->k ? step->jt : step->jf; break;
      case BPF_JMP | BPF_JSET | BPF_K: at += value & step->k ? step->jt : step->jf; break;
      case BPF_RET | BPF_K: return step->k;
      default: return ~0U;
    }
  }
  return ~0U;
}

static struct seccomp_data call_of(const struct row *row) {
  struct seccomp_data data = {.nr = row->number, .arch = own};
  for (size_t i = 0; i < MOST_CONDITIONS; i++) {
    if (row->conditions[i].kind != ALWAYS) {
      data.args[row->conditions[i].argument] = row->conditions[i].value;
    }
  }
  return data;
}

int filter_failures(void) {
  int failures = 0;
  for (size_t i = 0; i < row_count; i++) {
    struct seccomp_data data = call_of(&rows[i]);
    bool stopped = run(&data) == SECCOMP_RET_USER_NOTIF;
    data.arch = AUDIT_ARCH_I386;
    bool other = run(&data) == SECCOMP_RET_ALLOW;
    data.arch = own;
    bool passed = true;
    for (size_t c = 0; c < MOST_CONDITIONS; c++) {
      if (rows[i].conditions[c].kind != ALWAYS) {
        struct seccomp_data unlike = data;
        unlike.args[rows[i].conditions[c].argument] = 0;
        passed = passed && (rows[i].conditions[c].value == 0 || run(&unlike) == SECCOMP_RET_ALLOW);
      }
    }
    if (!stopped || !other || !passed) {
      printf("filter_test.c: wrong verdict for %s\n", rows[i].name);
      failures++;
    }
  }
  struct seccomp_data unknown = {.nr = SYS_read, .arch = own};
  return failures + (run(&unknown) != SECCOMP_RET_ALLOW);
}
