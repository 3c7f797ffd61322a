// SPDX-License-Identifier: Apache-2.0
//
// The filter that stops the calls of the table. It is loaded beside the profile of all containers, whose refusals
// come first; what neither stops nor refuses the kernel lets pass by a bitmap, without running either (5.11).
#include "stop.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <stddef.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

static size_t emit(struct sock_filter *code, size_t at, uint16_t kind, uint8_t jt, uint8_t jf, uint32_t value) {
  if (at == MOST_CODE) {
    fail_text("make", "the filter of the supervisor", "it is too long", "");
  }
  code[at] = (struct sock_filter){kind, jt, jf, value};
  return at + 1;
}

// Low word first, as both architectures have it.
static size_t emit_condition(struct sock_filter *code, size_t at, const struct condition *condition) {
  if (condition->kind == ALWAYS) {
    return at;
  }
  uint32_t offset = (uint32_t)(offsetof(struct seccomp_data, args) + 8 * (size_t)condition->argument);
  uint16_t jump = condition->kind == EQUALS ? BPF_JEQ : BPF_JSET;
  at = emit(code, at, BPF_LD | BPF_W | BPF_ABS, 0, 0, offset);
  at = emit(code, at, BPF_JMP | jump | BPF_K, 1, 0, condition->value);
  return emit(code, at, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
}

size_t supervisor_program(struct sock_filter *code) {
  size_t at = 0;
  at = emit(code, at, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, arch));
  at = emit(code, at, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, OWN_ARCHITECTURE);
  at = emit(code, at, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
  at = emit(code, at, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr));
  for (size_t i = 0; i < row_count; i++) {
    size_t test = at;
    at = emit(code, at, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, (uint32_t)rows[i].number);
    for (size_t c = 0; c < MOST_CONDITIONS; c++) {
      at = emit_condition(code, at, &rows[i].conditions[c]);
    }
    at = emit(code, at, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_USER_NOTIF);
    code[test].jf = (uint8_t)(at - test - 1);
  }
  return emit(code, at, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
}
