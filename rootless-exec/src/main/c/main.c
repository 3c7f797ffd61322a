// SPDX-License-Identifier: Apache-2.0
//
// The native launcher: one program, five roles (README.md). Only enter is for people; the JVM starts the others.
#include "container.h"
#include "enter.h"
#include "list.h"
#include "probe.h"

#include <string.h>

int main(int argc, char **argv) {
  const char *role = argc > 1 ? argv[1] : "";
  if (strcmp(role, "--run") == 0 && argc == 2) {
    return run_container();
  }
  if (strcmp(role, "--probe-overlay") == 0 && argc == 3) {
    return probe_overlay(argv[2]);
  }
  if (strcmp(role, "--probe-supervisor") == 0 && argc == 2) {
    return probe_supervisor();
  }
  if (strcmp(role, "--list") == 0 && argc == 3) {
    return list_files(argv[2]);
  }
  report_for_people = true;
  if (strcmp(role, "--enter") == 0) {
    enter_command(argv + 2);
  }
  enter_distribution(argv + (argc > 0));
}
