// SPDX-License-Identifier: Apache-2.0
#include "stop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *process_status(pid_t pid, const char *name) {
  char path[32];
  sprintf(path, "/proc/%d/status", (int)pid);
  char *text = read_small_file(path, 1 << 16);
  char *line = text ? strstr(text, name) : NULL;
  char *value = NULL;
  if (line) {
    line += strlen(name);
    line[strcspn(line, "\n")] = 0;
    value = copy_text(line);
  }
  free(text);
  return value;
}
