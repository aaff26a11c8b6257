package croft.protocol.graphfile;

import java.util.List;

/**
 * The faults of a file, in the order of their places.
 *
 * @param first the first {@link GraphFileLimits#FAULTS_MAX}
 * @param count how many there are in all (those found before reading was given up)
 */
public record Faults(List<Fault> first, int count) {
  public Faults {
    first = List.copyOf(first);
  }
}
