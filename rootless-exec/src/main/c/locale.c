// SPDX-License-Identifier: Apache-2.0
//
// Java takes the encoding of file names from the locale and from nothing else. A locale that is named in the
// environment but not installed is as bad as none: so it is asked, not read.
#include "enter.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

char *ensure_utf8(void) {
  if (setlocale(LC_CTYPE, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0) {
    return NULL;
  }
  const char *before = getenv("LC_ALL");
  char *kept = copy_text(before ? before : "");
  setenv("LC_ALL", "C.UTF-8", 1);
  return kept;
}
