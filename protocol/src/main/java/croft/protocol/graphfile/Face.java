package croft.protocol.graphfile;

/**
 * How people see a job: the web app lays jobs out as rows of platforms, with symbols in groups.
 *
 * @param title a line; the job's key when not given
 * @param symbol a short word; the last part of the key when not given
 * @param group what the symbol stands under; the first part of the key when not given, empty when
 *     the key has one part only
 * @param platform the row; the job's pool when not given
 * @param tier 1 (matters most) to 3; 1 when not given
 */
public record Face(String title, String symbol, String group, String platform, int tier) {
  /** The face of a job that describes none. */
  static Face of(String key, String pool) {
    int first = key.indexOf('/');
    String symbol = key.substring(key.lastIndexOf('/') + 1);
    return new Face(key, symbol, first < 0 ? "" : key.substring(0, first), pool, 1);
  }
}
