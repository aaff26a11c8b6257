package croft.server.view;

import croft.core.job.JobFlags;
import croft.protocol.wire.DependencyKind;
import croft.protocol.wire.Face;
import croft.protocol.wire.GraphColumns;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobState;
import croft.store.query.EdgeQueries.Edge;
import croft.store.query.JobRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A graph's jobs and dependencies as columns. */
public final class ColumnViews {
  private static final int[][] MARKS = {
    {JobFlags.ALLOW_FAILURE, GraphColumns.MARK_ALLOW_FAILURE},
    {JobFlags.WAIVED, GraphColumns.MARK_WAIVED},
    {JobFlags.STALE, GraphColumns.MARK_STALE},
    {JobFlags.HOLD, GraphColumns.MARK_HOLD},
    {JobFlags.FINALIZER, GraphColumns.MARK_FINALLY},
    {JobFlags.BREAKPOINT, GraphColumns.MARK_NO_WORKER},
    {JobFlags.BARRIER, GraphColumns.MARK_BARRIER},
  };

  private ColumnViews() {}

  /**
   * Puts rows into columns.
   *
   * @param graph as it was before the rows were read
   */
  public static GraphColumns view(GraphView graph, List<JobRow> rows, List<Edge> edges) {
    int n = rows.size();
    List<JobState> states = new ArrayList<>(n);
    List<String> titles = new ArrayList<>(n);
    List<String> symbols = new ArrayList<>(n);
    List<String> groups = new ArrayList<>(n);
    List<String> platforms = new ArrayList<>(n);
    int[] tiers = new int[n];
    for (int i = 0; i < n; i++) {
      JobRow row = rows.get(i);
      Face face = JobViews.face(row);
      states.add(States.of(row.state()));
      titles.add(or(face.title(), row.key()));
      symbols.add(or(face.symbol(), row.key()));
      groups.add(or(face.group(), ""));
      platforms.add(or(face.platform(), ""));
      tiers[i] = face.tier();
    }
    return new GraphColumns(
        graph,
        rows.stream().mapToInt(JobRow::job).toArray(),
        rows.stream().map(JobRow::key).toList(),
        states,
        rows.stream().mapToInt(JobRow::attempt).toArray(),
        rows.stream().mapToInt(ColumnViews::marks).toArray(),
        titles,
        symbols,
        groups,
        platforms,
        tiers,
        rows.stream().mapToInt(JobRow::priority).toArray(),
        rows.stream().mapToLong(row -> row.attempt() == 0 ? 0 : millis(row.claimedAt())).toArray(),
        rows.stream().mapToLong(row -> millis(row.endedAt())).toArray(),
        edges.stream().mapToInt(Edge::source).toArray(),
        edges.stream().mapToInt(Edge::target).toArray(),
        edges.stream().map(edge -> DependencyKind.parse(edge.rule().kind().text())).toList(),
        edges.stream().map(edge -> edge.rule().conditionText()).toList());
  }

  private static String or(@Nullable String text, String otherwise) {
    return text == null ? otherwise : text;
  }

  private static int marks(JobRow row) {
    int flags = row.flags();
    int marks = "reused".equals(row.outcome()) ? GraphColumns.MARK_REUSED : 0;
    for (int[] mark : MARKS) {
      marks |= JobFlags.has(flags, mark[0]) ? mark[1] : 0;
    }
    return marks;
  }

  private static long millis(@Nullable Instant time) {
    return time == null ? 0 : time.toEpochMilli();
  }
}
