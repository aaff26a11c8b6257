#!/bin/sh
# Compiles the library and its tests on one JDK.
#
# inputs  : sources.jar test-sources.jar deps/*.jar   (of fetch)
# outputs : main.jar tests.jar
set -eu
jdk=$(sh jdk.sh "${JDK:?the major version of the JDK, as 17}")
"$jdk/bin/java" -version 2>&1 | head -n 1
. ./unpack.sh

# --release 8: what the project itself promises. JDK 25 warns that 8 is getting old; that is no news here.
compile() { # FOLDER CLASSPATH SOURCES…: all .java below SOURCES into FOLDER
  into=$1 classpath=$2
  shift 2
  find "$@" -name '*.java' >"$into.files"
  echo "$(wc -l <"$into.files") files -> $into"
  "$jdk/bin/javac" --release 8 -encoding UTF-8 -nowarn -Xlint:none -d "$into" -cp "$classpath" @"$into.files"
  # A fixed date, so that equal classes make an equal file.
  "$jdk/bin/jar" --create --date=2024-01-01T00:00:00Z --file "$into.jar" -C "$into" .
}
compile main deps/io.jar src/org
compile tests main:deps/console.jar:deps/hamcrest.jar:deps/lang3.jar:deps/io.jar src/test/resources
