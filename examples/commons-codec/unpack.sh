# Sourced by compile.sh and test.sh, with $jdk set: lays out the sources as the tests expect them.
# Three tests read src/test/resources/… relative to the working folder, and others find their data on
# the class path: so the sources stay beside the classes.
home=$PWD
mkdir -p src/test/resources
(cd src && "$jdk/bin/jar" xf "$home/sources.jar")
(cd src/test/resources && "$jdk/bin/jar" xf "$home/test-sources.jar")
