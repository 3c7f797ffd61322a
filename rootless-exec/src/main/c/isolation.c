// SPDX-License-Identifier: Apache-2.0
//
// --isolation TIER among the arguments, or $JBUILD_ISOLATION: the namespaces are entered before the JVM could read
// it. What is no tier the JVM refuses by name.
#include "enter.h"

#include <stdlib.h>
#include <string.h>

static int tier_of(const char *text) {
  return text && text[0] >= '1' && text[0] <= '4' && !text[1] ? text[0] - '0' : 0;
}

int isolation_wanted(char **args) {
  static const char flag[] = "--isolation";
  const char *wanted = getenv("JBUILD_ISOLATION");
  for (; *args; args++) {
    if (strncmp(*args, flag, sizeof flag - 1) == 0) {
      const char *rest = *args + sizeof flag - 1;
      wanted = *rest == '=' ? rest + 1 : *rest ? wanted : args[1];
    }
  }
  return tier_of(wanted);
}
