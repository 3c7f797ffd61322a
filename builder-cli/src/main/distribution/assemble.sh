#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes the distribution: bin/jbuild, lib/*.jar, lib/jvm.options, lib/jbuild.jsa. Maven has put the
# jars that builder-cli needs into TARGET/jbuild.new/lib.
#
# usage: assemble.sh TARGET BUILDER_CLI_JAR LAUNCHER JAVA TIME_OF_BUILD
set -eu

target=$1 jar=$2 launcher=$3 java=$4 built=$5
here=$(dirname "$0")

[ -x "$launcher" ] || {
  echo "assemble.sh: $launcher is missing: rootless-exec has to be built before" >&2
  exit 1
}

new=$target/jbuild.new
mkdir -p "$new/bin"
cp "$launcher" "$new/bin/jbuild"
cp "$jar" "$new/lib/builder-cli.jar"
cp "$here/jvm.options" "$new/lib/jvm.options"

# Programs that run from the old one keep its files, which an overwrite would take from them.
rm -rf "$target/jbuild.old"
[ ! -d "$target/jbuild" ] || mv "$target/jbuild" "$target/jbuild.old"
mv "$new" "$target/jbuild"
rm -rf "$target/jbuild.old"

# The archive of loaded classes, from the second of two builds: the cached one, which has to be quick.
# It goes by the paths of the jars, so that it is made where they stay.
lib=$target/jbuild/lib
work=$target/training
rm -rf "$work"
mkdir -p "$work"
sed "s|^-XX:SharedArchiveFile=.*|-XX:ArchiveClassesAtExit=$lib/jbuild.jsa.new|" \
  "$here/jvm.options" >"$lib/jvm.options.training"
for run in first second; do
  cp "$lib/jvm.options.training" "$lib/jvm.options"
  rm -f "$lib/jbuild.jsa.new"
  status=0
  JBUILD_JAVA=$java "$target/jbuild/bin/jbuild" build --root "$work/root" -t training:1 \
    "$here/training" >"$work/$run.out" 2>"$work/$run.err" || status=$?
done
cp "$here/jvm.options" "$lib/jvm.options"
rm -f "$lib/jvm.options.training"
if [ "$status" -ne 0 ]; then
  echo "assemble.sh: the build that trains the class archive ended with $status:" >&2
  cat "$work/second.err" >&2
  echo "assemble.sh: start-up may be slower than it could be" >&2
fi
if [ -s "$lib/jbuild.jsa.new" ]; then
  mv "$lib/jbuild.jsa.new" "$lib/jbuild.jsa"
else
  echo "assemble.sh: $java made no class archive, start-up will be slower" >&2
fi
rm -rf "$work"

# What ./jbuild compares sources with: the time when this build began.
touch -d "$built" "$lib/built"
