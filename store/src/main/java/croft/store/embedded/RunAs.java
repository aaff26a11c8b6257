package croft.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The operating system's user that PostgreSQL runs as. PostgreSQL refuses to run as root, so a farm
 * that runs as root starts it as the owner of the data directory, or else as an unprivileged user.
 */
record RunAs(int uid, int gid, boolean switching) {
  private static final int ROOT = 0;
  private static final String PASSWD = "/etc/passwd";

  /** Debian's user for its own PostgreSQL, then the user that owns nothing. */
  private static final List<String> UNPRIVILEGED = List.of("postgres", "nobody");

  private static final int NOBODY = 65_534;

  /** The user of this process. */
  static RunAs self() {
    Path self = Path.of("/proc/self");
    return new RunAs(attribute(self, "unix:uid"), attribute(self, "unix:gid"), false);
  }

  /**
   * Whom to run a cluster as.
   *
   * @param directory the farm's data directory, which exists
   * @param cluster PostgreSQL's own directory inside it, which may not exist yet
   */
  static RunAs forCluster(Path directory, Path cluster) {
    RunAs self = self();
    boolean exists = Files.exists(cluster);
    int owner = attribute(exists ? cluster : directory, "unix:uid");
    int group = attribute(exists ? cluster : directory, "unix:gid");
    if (self.uid() != ROOT) {
      if (owner != self.uid()) {
        throw new EmbeddedPostgresException(
            "%s belongs to user id %d, but this farm runs as user id %d. Run it as that user, or choose another data directory."
                .formatted(exists ? cluster : directory, owner, self.uid()));
      }
      return self;
    }
    if (owner != ROOT) {
      return new RunAs(owner, group, true);
    }
    if (exists) {
      throw new EmbeddedPostgresException(
          "%s belongs to root, and PostgreSQL refuses to run as root. Give it back to the user that made it, for example: chown -R postgres: %s"
              .formatted(cluster, cluster));
    }
    return unprivileged();
  }

  private static RunAs unprivileged() {
    List<String> users;
    try {
      users = Files.readAllLines(Path.of(PASSWD), StandardCharsets.UTF_8);
    } catch (IOException _) {
      users = List.of();
    }
    for (String name : UNPRIVILEGED) {
      for (String user : users) {
        // name:password:uid:gid:…
        List<String> fields = List.of(user.split(":", -1));
        if (fields.size() > 3 && fields.get(0).equals(name)) {
          int uid = Integer.parseInt(fields.get(2));
          if (uid != ROOT) {
            return new RunAs(uid, Integer.parseInt(fields.get(3)), true);
          }
        }
      }
    }
    return new RunAs(NOBODY, NOBODY, true);
  }

  /** The command that runs `command` as this user. The process id stays that of the command. */
  List<String> command(List<String> command) {
    List<String> all = new ArrayList<>();
    if (switching) {
      all.addAll(
          List.of(
              "setpriv",
              "--reuid=" + uid,
              "--regid=" + gid,
              "--clear-groups",
              "--no-new-privs",
              "--"));
    }
    all.addAll(command);
    return List.copyOf(all);
  }

  /** Gives a file to this user, when it is not this process's own. */
  void own(Path file) throws IOException {
    if (switching) {
      Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }
  }

  private static int attribute(Path file, String name) {
    try {
      return (int) Files.getAttribute(file, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "user id " + uid;
  }
}
