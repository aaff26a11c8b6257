package croft.protocol.wire;

/**
 * How often the samples of a graph's job failed.
 *
 * @param job its number
 * @param failures of its present definition
 */
public record JobRate(int job, FailureRate failures) {
  public JobRate {
    Check.notNegative("job", job);
    Check.present("failures", failures);
  }
}
