#!/bin/sh
# Makes a page for people of the merged reports.
#
# inputs   : merged/*.xml   (of merge)
# artifact : report.html
set -eu
exec "$(sh jdk.sh any)/bin/java" -Xmx256m ReportPage.java merged report.html "commons-codec ${VERSION:-}"
