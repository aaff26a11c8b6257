#!/bin/sh
# Merges the reports of all test jobs that ran.
#
# inputs  : reports/test/JDK/CHUNK/rep/*.xml   (of test/*)
# outputs : merged/TEST-jdk17.xml merged/TEST-jdk25.xml
set -eu
exec "$(sh jdk.sh any)/bin/java" -Xmx256m MergeReports.java reports merged "${TESTS:-}"
