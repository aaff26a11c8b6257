#!/bin/sh
# Runs one chunk of the tests on one JDK.
#
# inputs  : sources.jar test-sources.jar deps/*.jar main.jar tests.jar
# outputs : rep/*.xml   (JUnit reports)
set -eu
jdk=$(sh jdk.sh "${JDK:?the major version of the JDK, as 17}")
. ./unpack.sh
mkdir -p main tests
(cd main && "$jdk/bin/jar" xf ../main.jar)
(cd tests && "$jdk/bin/jar" xf ../tests.jar)

codec='^org\.apache\.commons\.codec\.'
case "${CHUNK:?binary, digest, bm or rest}" in
  binary) classes="${codec}binary\..*" ;;
  digest) classes="${codec}digest\..*" ;;
  bm) classes="${codec}language\.bm\..*" ;;
  rest) classes="${codec}(language\.[A-Z]|net\.|[A-Z]|cli\.).*" ;;
  *) echo "no chunk is named $CHUNK" >&2; exit 2 ;;
esac

# The heap is set because the default is a share of the machine's memory: where that is large, tests
# that fill an array of 2 GiB believe they have room, and on JDK 17 run out of it.
exec "$jdk/bin/java" -Xmx512m -jar deps/console.jar execute \
  -cp main:tests:src:src/test/resources:deps/hamcrest.jar:deps/lang3.jar:deps/io.jar \
  --scan-classpath tests --include-classname "$classes" \
  --details=none --disable-banner --reports-dir rep
