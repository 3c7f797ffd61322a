#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Usage: test.sh TARGET. Compiles the parsers of the launcher with their tests and the sanitizers, and runs them.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
source=$tests/../../main/c
target=$1
${CC:-cc} -std=gnu11 -D_GNU_SOURCE -O1 -g -fsanitize=address,undefined -fno-sanitize-recover \
  -Wall -Wextra -Werror -I"$source" -o "$target/launcher-tests" \
  "$tests"/*_test.c $(find "$source/supervise" -name '*.c' ! -name supervision.c) "$source"/util.c "$source"/description.c "$source"/idmap.c "$source"/caller.c "$source"/java.c
ASAN_OPTIONS=detect_leaks=0 "$target/launcher-tests"
