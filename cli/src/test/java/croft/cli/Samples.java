package croft.cli;

import croft.protocol.json.Digest;
import croft.protocol.wire.Definition;
import croft.protocol.wire.Face;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobState;
import croft.protocol.wire.JobView;
import croft.protocol.wire.Resources;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records to answer with. */
public final class Samples {
  public static final long GRAPH = 1_234_567_890_123L;
  public static final Instant START = Streams.NOW.minusSeconds(95);
  public static final Definition DEFINITION =
      new Definition(
          "make test\nmake report\n",
          Map.of("MODE", "fast"),
          null,
          List.of(),
          List.of(),
          Definition.Reports.NONE,
          600,
          new Definition.Retry(1, List.of(), 0, 0),
          "default",
          List.of("os=linux"),
          Resources.NONE,
          null);

  private Samples() {}

  /** A graph with counts given as {@code "succeeded 3, running 1"}. */
  public static GraphView graph(GraphState state, String counts, long seq) {
    Map<JobState, Integer> byState = new EnumMap<>(JobState.class);
    int jobs = 0;
    for (String part : counts.split(", ")) {
      String[] words = part.split(" ");
      byState.put(JobState.parse(words[0]), Integer.valueOf(words[1]));
      jobs += Integer.parseInt(words[1]);
    }
    return new GraphView(
        GRAPH,
        "default",
        "commons-codec",
        state,
        false,
        1,
        state.isOver() ? 1 : 0,
        jobs,
        jobs,
        byState,
        0,
        "ann",
        null,
        Map.of("version", "1.17.1"),
        List.of(),
        START,
        START.plusSeconds(1),
        state.isOver() ? START.plusSeconds(72) : null,
        null,
        state.isOver() ? null : START.plusSeconds(125),
        seq,
        null,
        null);
  }

  public static JobView job(int number, String key, JobState state) {
    return job(number, key, state, null, null);
  }

  public static JobView job(
      int number, String key, JobState state, @Nullable Integer exitCode, @Nullable String reason) {
    boolean ran = state == JobState.RUNNING || exitCode != null || state == JobState.SUCCEEDED;
    return new JobView(
        number,
        key,
        state,
        ran ? 1 : 0,
        Face.PLAIN,
        List.of(),
        Digest.of(new byte[0]),
        0,
        false,
        false,
        false,
        false,
        false,
        ran ? START.plusSeconds(60) : null,
        ran && state != JobState.RUNNING ? START.plusMillis(68_250) : null,
        exitCode,
        reason,
        null);
  }
}
