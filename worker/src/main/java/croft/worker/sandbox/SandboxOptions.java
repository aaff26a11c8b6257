package croft.worker.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * What the person who runs a worker decides about its jobs' sandboxes.
 *
 * @param network whether jobs may reach the network
 * @param readOnly further files and folders that jobs may read, at the same path
 * @param hidden files and folders that no job may read even below a folder that it may: the
 *     worker's own data, its token
 * @param firstUid user id of slot 0's jobs when the worker is root; slot n has firstUid + n. They
 *     must belong to nobody else on the machine
 */
public record SandboxOptions(
    boolean network, List<Path> readOnly, List<Path> hidden, int firstUid) {

  /** Above what Debian gives to people, below what it gives to services. */
  public static final int FIRST_UID = 59_000;

  public SandboxOptions {
    readOnly = List.copyOf(readOnly);
    hidden = List.copyOf(hidden);
    if (firstUid < 1) {
      throw new IllegalArgumentException("firstUid must be at least 1, was " + firstUid);
    }
  }
}
