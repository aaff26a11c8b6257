#!/bin/sh
# Brings the sources, the tests and what they need, with this machine's Maven.
#
# inputs  : none
# outputs : sources.jar test-sources.jar deps/*.jar
set -eu
: "${VERSION:?the release of commons-codec to build, as 1.17.1}"

# Maven's start script takes any java on the PATH; where there is none, give it one that we know.
command -v java >/dev/null || { JAVA_HOME=$(sh jdk.sh any); export JAVA_HOME; }
command -v mvn >/dev/null || { echo "no mvn on the PATH: install Maven (Debian: maven)" >&2; exit 1; }

# A worker that hides the home folder from its jobs gives them a folder that lasts from job to job.
set -- -B -q -Dstyle.color=never -Dcodec.version="$VERSION" ${CROFT_CACHE:+-Dmaven.repo.local="$CROFT_CACHE/maven"} dependency:copy

# Offline first: what an earlier run brought is enough, and then the network need not even be there.
mvn -o "$@" >fetch-offline.log 2>&1 || {
  echo "not all here yet: asking the repositories that Maven is set up with"
  mvn "$@"
}
ls -l sources.jar test-sources.jar deps
