package croft.protocol.wire;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** What the event stream carries; {@link #event} is the name of the Server-Sent Event. */
public sealed interface StreamEvent {
  /** The name in the {@code event:} line. */
  String event();

  /** A graph's head changed: state, counts, flags. In JSON the view itself. */
  record Graph(GraphView view) implements StreamEvent {
    @Override
    public String event() {
      return "graph";
    }
  }

  /**
   * One commit's changes to the jobs of a graph. The arrays go together and belong to this record;
   * do not change them.
   *
   * @param graph its number
   * @param seq the event's number in the graph
   * @param at when, by the database's clock
   * @param jobs numbers of the changed jobs
   * @param states their states now
   * @param attempts numbers of their newest attempts, 0 before the first
   */
  // Arrays: a cascade changes 100,000 jobs in one event, and boxes would cost 16 bytes each.
  @SuppressWarnings("ArrayRecordComponent")
  record Jobs(long graph, long seq, Instant at, int[] jobs, List<JobState> states, int[] attempts)
      implements StreamEvent {
    public Jobs {
      Check.range("graph", graph, 1, Check.EXACT_MAX);
      Check.notNegative("seq", seq);
      Check.present("at", at);
      Check.present("jobs", jobs);
      Check.present("attempts", attempts);
      states = Check.list("states", states, Integer.MAX_VALUE);
      if (states.size() != jobs.length || attempts.length != jobs.length) {
        throw new IllegalArgumentException(
            "jobs, states and attempts must be of one length, were %d, %d and %d"
                .formatted(jobs.length, states.size(), attempts.length));
      }
    }

    @Override
    public String event() {
      return "jobs";
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Jobs o
          && graph == o.graph
          && seq == o.seq
          && at.equals(o.at)
          && Arrays.equals(jobs, o.jobs)
          && states.equals(o.states)
          && Arrays.equals(attempts, o.attempts);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(graph * 31 + seq);
    }
  }

  /**
   * A piece of an attempt's log.
   *
   * @param graph the graph's number
   * @param job the job's number
   * @param attempt from 1
   * @param offset of the piece in the log, in bytes
   * @param text the piece; bytes that are not UTF-8 are shown as U+FFFD
   * @param ended whether the log is complete with this piece
   */
  record Log(long graph, int job, int attempt, long offset, String text, boolean ended)
      implements StreamEvent {
    public Log {
      Check.attempt(graph, job, attempt);
      Check.notNegative("offset", offset);
      Check.present("text", text);
    }

    @Override
    public String event() {
      return "log";
    }
  }

  /**
   * The stream could not go on without a gap: read the topic anew by the other calls.
   *
   * @param topic {@code graph:ID}, {@code project} or {@code log:GRAPH:JOB:ATTEMPT}
   */
  record Reset(String topic) implements StreamEvent {
    public Reset {
      Check.present("topic", topic);
    }

    @Override
    public String event() {
      return "reset";
    }
  }
}
