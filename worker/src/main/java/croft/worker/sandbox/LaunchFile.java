package croft.worker.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes the two files from which a job starts: its script, and a small shell file that sets the
 * environment and becomes the script.
 *
 * <p>The environment travels in a file and is set as the last step, inside the sandbox: on a
 * command line other users could read it, and in the environment of the sandbox's own programs a
 * variable like LD_PRELOAD would run the job's code with the worker's rights.
 */
public final class LaunchFile {

  /** The kernel's limit for one argument or variable (MAX_ARG_STRLEN), less the name. */
  public static final int VALUE_BYTES_MAX = 127 << 10;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private LaunchFile() {}

  /**
   * Writes both files into the cell.
   *
   * @param script run by {@code /bin/sh -e}, or by itself when it begins with {@code #!}
   * @param environment all variables that the job sees
   * @throws IllegalArgumentException when a name or value cannot be an environment variable; the
   *     message names it
   */
  public static void write(
      Cell cell, Sandbox.View view, String script, Map<String, String> environment)
      throws IOException {
    StringBuilder launch = new StringBuilder(256);
    // ProcessGroup leaves descriptor 3 open for the number of the first process; Bubblewrap has
    // told it already. The notes on 2 are not the job's either: it has one stream for both.
    launch.append("{ echo \"{ \\\"child-pid\\\": $$ }\" >&3; } 2>/dev/null\nexec 2>&1 3>&-\n");
    environment.forEach(
        (name, value) ->
            launch
                .append("export ")
                .append(checkedName(name))
                .append('=')
                .append(quoted(name, value))
                .append('\n'));
    String file = shellQuoted(view.files() + "/script");
    launch.append(script.startsWith("#!") ? "exec " : "exec /bin/sh -e ").append(file).append('\n');
    write(cell.script(), script);
    write(cell.launch(), launch.toString());
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8);
    // Readable by the slot's own user, who is not the one that writes here.
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-xr-xr-x"));
  }

  private static String checkedName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name + "' cannot be an environment variable: use letters, digits and '_'.");
    }
    return name;
  }

  private static String quoted(String name, String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("The environment variable " + name + " holds a NUL.");
    }
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > VALUE_BYTES_MAX) {
      throw new IllegalArgumentException(
          "The environment variable %s has %d bytes; the limit is %d."
              .formatted(name, bytes, VALUE_BYTES_MAX));
    }
    return shellQuoted(value);
  }

  private static String shellQuoted(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }
}
