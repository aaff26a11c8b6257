package croft.server.view;

import croft.core.job.JobState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The states of jobs, from the core's words to those of the wire, which are the same. */
public final class States {
  private static final croft.protocol.wire.JobState[] BY_CODE =
      new croft.protocol.wire.JobState[JobState.values().length];

  static {
    for (JobState state : JobState.values()) {
      BY_CODE[state.code()] = croft.protocol.wire.JobState.parse(state.text());
    }
  }

  private States() {}

  public static croft.protocol.wire.JobState of(JobState state) {
    return BY_CODE[state.code()];
  }

  /** States from their codes, as events store them. */
  public static List<croft.protocol.wire.JobState> of(byte[] codes) {
    List<croft.protocol.wire.JobState> states = new ArrayList<>(codes.length);
    for (byte code : codes) {
      states.add(BY_CODE[code]);
    }
    return states;
  }

  public static Map<croft.protocol.wire.JobState, Integer> of(Map<JobState, Integer> counts) {
    Map<croft.protocol.wire.JobState, Integer> wire =
        new EnumMap<>(croft.protocol.wire.JobState.class);
    counts.forEach((state, count) -> wire.put(of(state), count));
    return wire;
  }
}
