#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Usage: build.sh TARGET CLASSES. Compiles the launcher for this machine, and for aarch64 if a cross compiler is
# there, into CLASSES/dev/jbuild/rootless/jbuild-launcher-<arch>, and this machine's as TARGET/jbuild-launcher.
set -eu
source=$(cd "$(dirname "$0")" && pwd)
seccomp=$source/../seccomp
target=$1
work=$target/launcher
resources=$2/dev/jbuild/rootless
mkdir -p "$work" "$resources"

newest() { # newest FILE: nothing that it is made from is newer
  [ -e "$1" ] && [ -z "$(find "$source" "$seccomp" -type f -newer "$1" | head -n 1)" ]
}

compile() { # compile COMPILER ARCH
  out=$resources/jbuild-launcher-$2
  if ! newest "$out"; then
    "$1" -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -static -s -I"$work" -o "$out.new" "$source"/*.c "$source"/supervise/*.c
    mv "$out.new" "$out"
  fi
}

if ! newest "$work/seccomp_filter.h"; then
  ${CC:-cc} -std=gnu11 -O2 -Wall -Wextra -Werror -o "$work/generate" "$seccomp/generate.c"
  "$work/generate" "$seccomp/default.profile" "$seccomp/syscalls.tbl" > "$work/seccomp_filter.h.new"
  mv "$work/seccomp_filter.h.new" "$work/seccomp_filter.h"
fi
arch=$(uname -m)
compile "${CC:-cc}" "$arch"
if [ "$arch" != aarch64 ] && command -v aarch64-linux-gnu-gcc > /dev/null; then
  compile aarch64-linux-gnu-gcc aarch64
fi
cp -p "$resources/jbuild-launcher-$arch" "$target/jbuild-launcher.new"
mv "$target/jbuild-launcher.new" "$target/jbuild-launcher"
