#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes the distribution: bin/jbuild, lib/*.jar, lib/jvm.options, lib/jbuild-*.jsa, lib/jbuild-*.aot. Maven has
# put the jars that builder-cli needs into TARGET/jbuild.new/lib.
#
# usage: assemble.sh TARGET BUILDER_CLI_JAR LAUNCHER JAVA_HOME TIME_OF_BUILD
#
# JBUILD_JDKS=/a:/b     homes of Javas to make class archives for, beside JAVA_HOME, instead of the newest beside it
set -eu

target=$1 jar=$2 launcher=$3 jdk=$4 built=$5
here=$(dirname "$0")

[ -x "$launcher" ] || {
  echo "assemble.sh: $launcher is missing: rootless-exec has to be built before" >&2
  exit 1
}

new=$target/jbuild.new
mkdir -p "$new/bin"
cp "$launcher" "$new/bin/jbuild"
cp "$jar" "$new/lib/builder-cli.jar"

# The native libraries of jars, which would otherwise unpack themselves into a temporary directory at every start.
case $(uname -m) in
  x86_64) zstd=linux/amd64 jffi=jni/x86_64-Linux ;;
  aarch64) zstd=linux/aarch64 jffi=jni/aarch64-Linux ;;
  *)
    echo "assemble.sh: jbuild runs on x86_64 and aarch64, not on $(uname -m)" >&2
    exit 1
    ;;
esac
# unpacked JAR DIRECTORY_IN_IT FILE
unpacked() {
  (cd "$target" && "$jdk/bin/jar" --extract --file "$1" "$2")
  mv "$target/$2/"*.so "$new/lib/$3"
  rm -r "${target:?}/${2%%/*}"
}
unpacked "$new"/lib/zstd-jni-*.jar "$zstd" libzstd-jni.so
unpacked "$new"/lib/jffi-*-native.jar "$jffi" libjffi-1.2.so

# By name, not by the manifest of the first jar: to read that takes Java 30 ms. The first has what Java looks for.
jars=@LIB@/builder-cli.jar
for other in "$new"/lib/*.jar; do
  [ "$other" = "$new/lib/builder-cli.jar" ] || jars=$jars:@LIB@/$(basename "$other")
done
sed "s|@JARS@|$jars|" "$here/jvm.options" >"$new/lib/jvm.options"

# Programs that run from the old one keep its files, which an overwrite would take from them.
rm -rf "$target/jbuild.old"
[ ! -d "$target/jbuild" ] || mv "$target/jbuild" "$target/jbuild.old"
mv "$new" "$target/jbuild"
rm -rf "$target/jbuild.old"

# version HOME: 17; nothing if no Java is there
version() {
  [ ! -x "$1/bin/java" ] || sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null || true
}

# The Javas to make archives for, a line each: JAVA_HOME, and those of JBUILD_JDKS or the newest one beside it.
javas() {
  echo "$jdk"
  if [ -n "${JBUILD_JDKS:-}" ]; then
    echo "$JBUILD_JDKS" | tr : '\n'
  else
    for home in "$(dirname "$jdk")"/*; do
      [ ! -e "$home/release" ] || echo "$(version "$home") $home"
    done | sort -n | sed -n '$s/^[0-9]* //p'
  fi
}

work=$target/training
rm -rf "$work"
mkdir -p "$work"
set --
trained=' '
while read -r home; do
  home=$(cd "$home" 2>/dev/null && pwd -P) || continue
  number=$(version "$home")
  case $trained in *" $home "*) continue ;; esac
  [ "${number:-0}" -ge 17 ] || continue
  trained="$trained$home "
  set -- "$@" "$home/bin/java"
done <<JAVAS
$(javas)
JAVAS
if "$jdk/bin/java" "$here/TrainArchives.java" "$target/jbuild" "$work" "$here/../../../../samples/quickstart" "$@"; then
  rm -rf "$work"
fi

# What ./jbuild compares sources with: the time when this build began.
touch -d "$built" "$target/jbuild/lib/built"
