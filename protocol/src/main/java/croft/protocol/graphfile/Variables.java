package croft.protocol.graphfile;

import croft.protocol.graphfile.Node.Entry;
import java.util.HashMap;
import java.util.Set;

/** Names of environment variables, and names from which they are made. */
final class Variables {
  /** A parameter called "path" would take the script's programs away. */
  private static final Set<String> OF_THE_SYSTEM =
      Set.of(
          "BASH_ENV",
          "ENV",
          "HOME",
          "IFS",
          "LANG",
          "LD_LIBRARY_PATH",
          "LD_PRELOAD",
          "LOGNAME",
          "PATH",
          "PWD",
          "SHELL",
          "TERM",
          "TMPDIR",
          "USER");

  private Variables() {}

  /** Whether a key is a good name for a parameter or an axis; notes it when not. */
  static boolean check(Entry entry, String what, FaultLog log) {
    String name = entry.key();
    if (!isWord(name, true)) {
      log.add(
          entry,
          "the %s %s must be a letter, then letters, digits, _ or -, as it becomes a variable"
              .formatted(what, Quoted.text(name)));
      return false;
    }
    String variable = Parameter.variable(name);
    if (OF_THE_SYSTEM.contains(variable) || variable.startsWith("CROFT_")) {
      log.add(
          entry,
          "the %s %s would become the variable %s, which has another meaning; rename it"
              .formatted(what, Quoted.text(name), variable));
      return false;
    }
    return true;
  }

  /** Whether a key can be a variable in env; notes it when not. */
  static boolean checkVariable(Entry entry, FaultLog log) {
    String name = entry.key();
    if (!isWord(name, false)) {
      log.add(
          entry,
          "the variable "
              + Quoted.text(name)
              + " must be a letter or _, then letters, digits or _");
      return false;
    }
    if (name.startsWith("CROFT_")) {
      log.add(entry, "variables that start with CROFT_ are set by the farm; rename it");
      return false;
    }
    return true;
  }

  /** Notes names that become the same variable. */
  static void checkDistinct(Iterable<String> names, Entry of, FaultLog log) {
    var seen = new HashMap<String, String>();
    for (String name : names) {
      String other = seen.putIfAbsent(Parameter.variable(name), name);
      if (other != null) {
        log.add(
            of,
            "%s and %s would both become the variable %s; rename one"
                .formatted(other, name, Parameter.variable(name)));
      }
    }
  }

  private static boolean isWord(String name, boolean isParameter) {
    if (name.isEmpty() || name.length() > GraphFileLimits.NAME_BYTES_MAX) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean digit = c >= '0' && c <= '9';
      boolean good =
          i == 0
              ? letter || (c == '_' && !isParameter)
              : letter || digit || c == '_' || (c == '-' && isParameter);
      if (!good) {
        return false;
      }
    }
    return true;
  }
}
