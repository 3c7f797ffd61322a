// SPDX-License-Identifier: Apache-2.0
//
// Turns default.profile and syscalls.tbl into BPF programs, one for each architecture that the
// launcher can be compiled for, as a C header on standard output. Runs at build time:
//
//   generate default.profile syscalls.tbl > seccomp_filter.h
//
// A program looks up the call by binary search over ranges of numbers with the same answer.
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_CALLS = 700, MAX_TESTS = 8, MAX_NUMBER = 1024, MAX_PROGRAM = 4096, ABIS = 4 };

enum abi { X86_64, X32, I386, AARCH64 };

struct test {
  int argument;
  uint16_t jump;  // BPF_JEQ, BPF_JGE (less than: jump not taken), BPF_JGT or BPF_JSET (not taken)
  int wanted;     // whether the jump must be taken
  uint32_t value;
};

struct call {
  char name[40];
  int number[ABIS];  // -1: not there
  uint32_t answer;   // a SECCOMP_RET_… if there are no tests
  int named;
  struct test tests[MAX_TESTS];
  int test_count;
};

struct range {
  uint32_t start;
  const struct call *conditional;
  uint32_t answer;
};

struct program {
  struct sock_filter code[MAX_PROGRAM];
  int length;
};

static struct call calls[MAX_CALLS];
static int call_count;
static uint32_t default_answer;
static uint32_t unknown_answer;
static const char *file_name;
static int line_number;

__attribute__((format(printf, 1, 2))) static _Noreturn void die(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "%s:%d: ", file_name, line_number);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  exit(1);
}

static struct call *find(const char *name) {
  for (int i = 0; i < call_count; i++) {
    if (strcmp(calls[i].name, name) == 0) {
      return &calls[i];
    }
  }
  die("system call %s is not in syscalls.tbl", name);
}

static uint32_t parse_errno(const char *name) {
  static const struct {
    const char *name;
    int value;
  } errors[] = {{"EPERM", EPERM}, {"ENOSYS", ENOSYS}, {"EACCES", EACCES}};
  for (size_t i = 0; name && i < sizeof errors / sizeof *errors; i++) {
    if (strcmp(errors[i].name, name) == 0) {
      return SECCOMP_RET_ERRNO | (uint32_t)errors[i].value;
    }
  }
  die("unknown error name %s", name ? name : "(none)");
}

static uint32_t parse_value(const char *text) {
  char *end = NULL;
  errno = 0;
  unsigned long value = text ? strtoul(text, &end, 0) : 0;
  if (!text || errno || *end || value > UINT32_MAX) {
    die("%s is not a 32-bit number", text ? text : "(nothing)");
  }
  return (uint32_t)value;
}

static void parse_condition(struct call *call) {
  const char *argument = strtok(NULL, " ");
  const char *operator = strtok(NULL, " ");
  if (!argument || strncmp(argument, "arg", 3) != 0 || argument[3] < '0' || argument[3] > '5' || !operator) {
    die("expected: when argN OP VALUE");
  }
  if (call->test_count == MAX_TESTS) {
    die("too many conditions for %s", call->name);
  }
  struct test *test = &call->tests[call->test_count++];
  *test = (struct test){.argument = argument[3] - '0', .wanted = 1, .value = parse_value(strtok(NULL, " "))};
  if (strcmp(operator, "==") == 0) {
    test->jump = BPF_JEQ;
  } else if (strcmp(operator, ">") == 0) {
    test->jump = BPF_JGT;
  } else if (strcmp(operator, "<") == 0) {
    test->jump = BPF_JGE;
    test->wanted = 0;
  } else if (strcmp(operator, "&") == 0) {
    const char *equals = strtok(NULL, " ");
    const char *zero = strtok(NULL, " ");
    if (!equals || strcmp(equals, "==") != 0 || !zero || strcmp(zero, "0") != 0) {
      die("expected: & MASK == 0");
    }
    test->jump = BPF_JSET;
    test->wanted = 0;
  } else {
    die("unknown operator %s", operator);
  }
}

static void parse_names(const char *name, uint32_t answer) {
  for (; name; name = strtok(NULL, " ")) {
    struct call *call = find(name);
    if (call->named) {
      die("%s is named twice", name);
    }
    call->named = 1;
    call->answer = answer;
  }
}

static void parse_rule(char *line) {
  const char *verb = strtok(line, " ");
  if (!verb) {
    return;
  }
  if (strcmp(verb, "default") == 0) {
    default_answer = parse_errno(strtok(NULL, " "));
  } else if (strcmp(verb, "unknown") == 0) {
    unknown_answer = parse_errno(strtok(NULL, " "));
  } else if (strcmp(verb, "errno") == 0) {
    uint32_t answer = parse_errno(strtok(NULL, " "));
    parse_names(strtok(NULL, " "), answer);
  } else if (strcmp(verb, "allow") == 0) {
    const char *name = strtok(NULL, " ");
    char *rest = strtok(NULL, "");
    if (name && rest && strncmp(rest, "when ", 5) == 0) {
      struct call *call = find(name);
      if (call->named && !call->test_count) {
        die("%s is named twice", name);
      }
      call->named = 1;
      strtok(rest, " ");
      parse_condition(call);
    } else {
      parse_names(name, SECCOMP_RET_ALLOW);
      parse_names(rest ? strtok(rest, " ") : NULL, SECCOMP_RET_ALLOW);
    }
  } else {
    die("unknown rule %s", verb);
  }
}

static void parse_call(char *line) {
  const char *name = strtok(line, " ");
  if (!name) {
    return;
  }
  if (call_count == MAX_CALLS || strlen(name) >= sizeof calls->name) {
    die("too many calls, or too long a name");
  }
  struct call *call = &calls[call_count++];
  strcpy(call->name, name);
  for (int abi = 0; abi < ABIS; abi++) {
    const char *number = strtok(NULL, " ");
    call->number[abi] = number && strcmp(number, "-") == 0 ? -1 : (int)parse_value(number);
    if (call->number[abi] >= MAX_NUMBER) {
      die("number of %s is too big", name);
    }
  }
}

static void read_lines(const char *path, void (*parse)(char *)) {
  file_name = path;
  line_number = 0;
  FILE *file = fopen(path, "r");
  if (!file) {
    die("%s", strerror(errno));
  }
  char line[1024];
  while (fgets(line, sizeof line, file)) {
    line_number++;
    if (!strchr(line, '\n')) {
      die("line is too long or has no end");
    }
    line[strcspn(line, "#\n")] = 0;
    parse(line);
  }
  fclose(file);
}

static void emit(struct program *program, uint16_t code, uint8_t jt, uint8_t jf, uint32_t k) {
  if (program->length == MAX_PROGRAM) {
    die("program is too long");
  }
  program->code[program->length++] = (struct sock_filter){code, jt, jf, k};
}

static void emit_conditions(struct program *program, const struct call *call) {
  for (int i = 0; i < call->test_count; i++) {
    const struct test *test = &call->tests[i];
    uint32_t offset = (uint32_t)(offsetof(struct seccomp_data, args) + 8 * (size_t)test->argument);
    emit(program, BPF_LD | BPF_W | BPF_ABS, 0, 0, offset);
    emit(program, BPF_JMP | test->jump | BPF_K, test->wanted ? 0 : 1, test->wanted ? 1 : 0, test->value);
    emit(program, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
  }
  emit(program, BPF_RET | BPF_K, 0, 0, default_answer);
}

static void emit_search(struct program *program, const struct range *ranges, int count) {
  if (count == 1) {
    if (ranges->conditional) {
      emit_conditions(program, ranges->conditional);
    } else {
      emit(program, BPF_RET | BPF_K, 0, 0, ranges->answer);
    }
    return;
  }
  int middle = count / 2;
  int node = program->length;
  emit(program, BPF_JMP | BPF_JGE | BPF_K, 0, 0, ranges[middle].start);
  emit_search(program, ranges, middle);
  int distance = program->length - node - 1;
  if (distance > 255) {
    die("jump of %d is too far", distance);
  }
  program->code[node].jt = (uint8_t)distance;
  emit_search(program, ranges + middle, count - middle);
}

static int same(const struct range *left, const struct range *right) {
  return !left->conditional && !right->conditional && left->answer == right->answer;
}

static void emit_abi(struct program *program, enum abi abi, uint32_t first) {
  static struct range ranges[MAX_NUMBER + 2];
  const struct call *by_number[MAX_NUMBER] = {0};
  int last = 0;
  for (int i = 0; i < call_count; i++) {
    int number = calls[i].number[abi];
    if (number >= 0) {
      by_number[number] = &calls[i];
      last = number > last ? number : last;
    }
  }
  int count = 0;
  for (int number = 0; number <= last + 1; number++) {
    struct range next = {.start = first + (uint32_t)number, .answer = default_answer};
    if (number == last + 1) {
      next.answer = unknown_answer;
    } else if (by_number[number] && by_number[number]->test_count) {
      next.conditional = by_number[number];
    } else if (by_number[number] && by_number[number]->named) {
      next.answer = by_number[number]->answer;
    }
    if (!count || !same(&ranges[count - 1], &next)) {
      ranges[count++] = next;
    }
  }
  emit_search(program, ranges, count);
}

// The block of one architecture: entered with its audit number loaded, left by a return or past its end.
static void emit_architecture(struct program *program, uint32_t audit, enum abi abi, int x32) {
  emit(program, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, arch));
  emit(program, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, audit);
  int skip = program->length;
  emit(program, BPF_JMP | BPF_JA, 0, 0, 0);
  emit(program, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr));
  if (x32) {
    emit(program, BPF_JMP | BPF_JGE | BPF_K, 0, 1, 0x40000000);
    int to_x32 = program->length;
    emit(program, BPF_JMP | BPF_JA, 0, 0, 0);
    emit_abi(program, abi, 0);
    program->code[to_x32].k = (uint32_t)(program->length - to_x32 - 1);
    emit_abi(program, X32, 0x40000000);
  } else {
    emit_abi(program, abi, 0);
  }
  program->code[skip].k = (uint32_t)(program->length - skip - 1);
}

static void print(const struct program *program, const char *guard) {
  printf("%s\nstatic const struct sock_filter seccomp_filter[] = {\n", guard);
  for (int i = 0; i < program->length; i++) {
    const struct sock_filter *code = &program->code[i];
    printf("    {0x%02x, %u, %u, 0x%08x},\n", code->code, code->jt, code->jf, code->k);
  }
  printf("};\n");
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: generate PROFILE TABLE\n");
    return 1;
  }
  static struct program x86, arm;
  read_lines(argv[2], parse_call);
  read_lines(argv[1], parse_rule);
  if (!default_answer || !unknown_answer) {
    die("default or unknown is missing");
  }
  emit_architecture(&x86, AUDIT_ARCH_X86_64, X86_64, 1);
  emit_architecture(&x86, AUDIT_ARCH_I386, I386, 0);
  emit(&x86, BPF_RET | BPF_K, 0, 0, unknown_answer);
  emit_architecture(&arm, AUDIT_ARCH_AARCH64, AARCH64, 0);
  emit(&arm, BPF_RET | BPF_K, 0, 0, unknown_answer);
  printf("// Generated from default.profile by generate.c.\n");
  print(&x86, "#if defined(__x86_64__)");
  print(&arm, "#elif defined(__aarch64__)");
  printf("#else\n#error \"no seccomp profile for this architecture\"\n#endif\n");
  return 0;
}
