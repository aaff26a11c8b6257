package croft.protocol.wire;

/**
 * Tests in the JUnit reports of an attempt.
 *
 * @param total all of them, the other three included
 * @param failed an assertion did not hold
 * @param errors something else went wrong
 * @param skipped not run
 */
public record TestCounts(int total, int failed, int errors, int skipped) {
  public TestCounts {
    Check.range("total", total, 0, Integer.MAX_VALUE);
    Check.range("failed", failed, 0, total);
    Check.range("errors", errors, 0, total);
    Check.range("skipped", skipped, 0, total);
  }
}
