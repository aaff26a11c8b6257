# Sourced by ./croft and by the distribution's bin/croft: where is a Java that we can use?
# POSIX sh that starts no process: it runs before every command.

# Sets java_home to a Java of at least version $1; with $2 = jdk, to one that has a compiler.
# JAVA_HOME and the PATH win where they are good enough; of the others the oldest that is, because
# that is the one everything is tried on. Returns 1 when there is none.
find_java() {
  java_home=${JAVA_HOME:-}
  java_fits "$java_home" "$@" && return 0
  java_home=$(command -v java) && java_home=$(readlink -f "$java_home") || java_home=
  java_home=${java_home%/bin/java}
  java_fits "$java_home" "$@" && return 0
  java_home=
  best=
  for candidate in /usr/lib/jvm/* /opt/* /opt/java/* /opt/jdk/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.gradle/jdks/* \
    "$HOME"/.local/share/mise/installs/java/* "$HOME"/.asdf/installs/java/*; do
    java_fits "$candidate" "$@" || continue
    if [ -z "$best" ] || [ "$major" -lt "$best" ]; then
      best=$major
      java_home=$candidate
    fi
  done
  [ -n "$java_home" ]
}

# Whether home $1 has a Java of at least version $2, with a compiler when $3 = jdk. Sets major.
java_fits() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  [ "${3:-}" != jdk ] || [ -x "$1/bin/javac" ] || return 1
  # Every Java carries this file; asking the program itself would take 50 ms for each candidate.
  major=0
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      JAVA_VERSION=\"*)
        line=${line#*\"}
        major=${line%%[!0-9]*}
        break
        ;;
    esac
  done <"$1/release"
  [ "${major:-0}" -ge "$2" ]
}

# One line for a person, after find_java found none: the same arguments.
java_missing() {
  case ${2:-} in jdk) kind=JDK package=jdk ;; *) kind=Java package=jre-headless ;; esac
  echo "no $kind $1 or newer: install Debian's openjdk-$1-$package (in Debian 13), or unpack any vendor's below /usr/lib/jvm, /opt or ~/.jdks, or set JAVA_HOME"
}
