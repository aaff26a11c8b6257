package croft.protocol.wire;

/**
 * What an attempt took.
 *
 * @param wallMs from the script's start to its end
 * @param cpuMs user and system time of all of its processes
 * @param maxRssBytes the most main memory that it held
 */
public record Usage(long wallMs, long cpuMs, long maxRssBytes) {
  public Usage {
    Check.notNegative("wallMs", wallMs);
    Check.notNegative("cpuMs", cpuMs);
    Check.notNegative("maxRssBytes", maxRssBytes);
  }
}
