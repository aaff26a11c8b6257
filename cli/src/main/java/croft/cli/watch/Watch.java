package croft.cli.watch;

import croft.cli.terminal.Cells;
import croft.cli.terminal.Elapsed;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.cli.view.JobTable;
import croft.cli.view.States;
import croft.protocol.Limits;
import croft.protocol.client.EventStream;
import croft.protocol.client.Paging;
import croft.protocol.client.ProjectClient;
import croft.protocol.client.StreamTopics;
import croft.protocol.problem.ProblemException;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobState;
import croft.protocol.wire.JobView;
import croft.protocol.wire.Page;
import croft.protocol.wire.StreamEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows a graph until it is over: on a terminal by a panel that is redrawn, elsewhere by lines.
 * What it holds does not grow with the graph.
 */
public final class Watch {
  /** How often the panel is redrawn: fast enough to look alive, slow enough to read. */
  private static final Duration TICK = Duration.ofMillis(250);

  /** The stream tells all; this heals what it might have missed. */
  private static final Duration READ_AGAIN = Duration.ofSeconds(15);

  /** Names that are looked up for one drawing; the others come with the next. */
  private static final int NAMES_AT_ONCE = 4;

  /** Ready jobs are usually claimed at once; when none is, people want to know why. */
  private static final Duration STUCK = Duration.ofSeconds(5);

  private final ProjectClient farm;
  private final Terminal terminal;
  private final InstantSource clock;
  private int failuresTold;
  private Instant countsToldAt = Instant.MIN;
  private GraphView countsTold;
  private Instant drawnAt = Instant.MIN;
  private @Nullable Instant idleSince;
  private String stuck = "";

  private Watch(ProjectClient farm, GraphView graph, Terminal terminal, InstantSource clock) {
    this.farm = farm;
    this.countsTold = graph;
    this.terminal = terminal;
    this.clock = clock;
  }

  /**
   * Follows a graph and prints what happens.
   *
   * @return the graph when it was over
   */
  public static GraphView follow(
      ProjectClient farm, GraphView graph, Terminal terminal, InstantSource clock)
      throws IOException, InterruptedException {
    var watch = new Watch(farm, graph, terminal, clock);
    try (var canvas = new Canvas(terminal)) {
      // Whoever stops watching gets the cursor back.
      Thread restore = new Thread(canvas::close, "croft-cursor");
      Runtime.getRuntime().addShutdownHook(restore);
      try {
        GraphView over = watch.run(graph.graph(), canvas);
        canvas.clear();
        return over;
      } finally {
        removeHook(restore);
      }
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends already, and the hook with it.
    }
  }

  private GraphView run(long id, Canvas canvas) throws IOException, InterruptedException {
    // The stream first: what changes while the rest is read comes again by it.
    try (EventStream events = farm.stream(StreamTopics.graph(id))) {
      var progress = new Progress(farm.graph(id));
      read(progress);
      readPath(progress);
      if (!terminal.live() && !progress.path().isEmpty()) {
        terminal.line("         " + Panel.path(progress));
      }
      Instant readAt = clock.instant();
      while (!progress.isOver()) {
        findWhyNothingRuns(progress);
        draw(progress, canvas);
        StreamEvent event = events.next(TICK);
        for (; event != null; event = events.next(Duration.ZERO)) {
          take(event, progress, canvas);
          if (isDue(canvas)) {
            draw(progress, canvas);
          }
        }
        if (Duration.between(readAt, clock.instant()).compareTo(READ_AGAIN) > 0) {
          readAt = clock.instant();
          progress.apply(farm.graph(id));
          readPath(progress);
        }
      }
      return farm.graph(id);
    }
  }

  /** What decides when it ends, as far as people want to read it. */
  private void readPath(Progress progress) throws IOException, InterruptedException {
    List<String> keys = new ArrayList<>();
    try {
      List<Integer> path = farm.forecast(progress.graph().graph()).criticalPath();
      if (path.size() > 1) {
        for (int job : path.subList(0, Math.min(Panel.PATH_MAX, path.size()))) {
          keys.add(name(job, progress));
        }
      }
      progress.path(keys, path.size());
    } catch (ProblemException e) {
      // A farm that does not say: there is no line then.
      progress.path(List.of(), 0);
    }
  }

  private boolean isDue(Canvas canvas) {
    return terminal.live() && clock.instant().isAfter(drawnAt.plus(TICK)) && canvas.isOpen();
  }

  private void read(Progress progress) throws IOException, InterruptedException {
    progress.forgetRunning();
    long id = progress.graph().graph();
    if (isTold(progress.graph())) {
      Page<JobView> all = farm.jobs(id, Set.of(), null, Paging.first(Limits.PAGE_MAX));
      all.items().forEach(progress::know);
    } else {
      farm.jobs(id, Set.of(JobState.RUNNING), null, Paging.first(Limits.PAGE_MAX))
          .items()
          .forEach(progress::know);
    }
  }

  private static boolean isTold(GraphView graph) {
    return graph.jobs() <= ChangeLines.EACH_JOB_MAX;
  }

  private void take(StreamEvent event, Progress progress, Canvas canvas)
      throws IOException, InterruptedException {
    switch (event) {
      case StreamEvent.Graph(GraphView view) -> progress.apply(view);
      case StreamEvent.Jobs jobs -> tell(progress.apply(jobs), progress, canvas);
      case StreamEvent.Reset _ -> {
        progress.apply(farm.graph(progress.graph().graph()));
        read(progress);
      }
      case StreamEvent.Log _ -> {}
    }
  }

  private void tell(List<Progress.Change> changes, Progress progress, Canvas canvas)
      throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    for (Progress.Change change : changes) {
      boolean failed = change.state() == JobState.FAILED;
      boolean wanted =
          failed
              ? failuresTold < ChangeLines.FAILURES_MAX
              : !terminal.live() && isTold(progress.graph()) && ChangeLines.matters(change);
      if (wanted) {
        lines.add(line(change, progress));
        failuresTold += failed ? 1 : 0;
        if (failed && failuresTold == ChangeLines.FAILURES_MAX) {
          lines.add("         more failures are only counted from here on");
        }
      }
    }
    if (!lines.isEmpty()) {
      if (terminal.live()) {
        canvas.above(lines);
      } else {
        terminal.lines(lines);
      }
    }
  }

  private String line(Progress.Change change, Progress progress)
      throws IOException, InterruptedException {
    String detail = "";
    if (change.state() == JobState.FAILED) {
      JobView job = look(change.job(), progress);
      detail = job == null ? "" : JobTable.why(job);
    }
    return ChangeLines.line(
        progress.graph(), change, name(change.job(), progress), detail, terminal);
  }

  private @Nullable JobView look(int job, Progress progress)
      throws IOException, InterruptedException {
    try {
      JobView view = farm.job(progress.graph().graph(), String.valueOf(job)).view();
      progress.name(job, view.key());
      return view;
    } catch (ProblemException e) {
      // It may be gone by now; its number will do.
      return null;
    }
  }

  private String name(int job, Progress progress) throws IOException, InterruptedException {
    String key = progress.key(job);
    if (key == null) {
      JobView view = look(job, progress);
      key = view == null ? "job " + job : view.key();
    }
    return key;
  }

  private void draw(Progress progress, Canvas canvas) throws IOException, InterruptedException {
    Instant now = clock.instant();
    if (!terminal.live()) {
      drawCounts(progress, now);
      return;
    }
    int looked = 0;
    for (Progress.Running each : progress.running().stream().limit(Panel.RUNNING_MAX).toList()) {
      if (progress.key(each.job()) == null && looked++ < NAMES_AT_ONCE) {
        look(each.job(), progress);
      }
    }
    List<String> lines = new ArrayList<>(Panel.lines(progress, now, terminal));
    if (!stuck.isEmpty()) {
      lines.add(terminal.paint(Tone.WARNING, Cells.cut("  " + stuck, terminal.width() - 1)));
    }
    canvas.draw(lines);
    drawnAt = now;
  }

  private void findWhyNothingRuns(Progress progress) throws IOException, InterruptedException {
    GraphView graph = progress.graph();
    Instant now = clock.instant();
    if (graph.count(JobState.RUNNING) > 0 || graph.count(JobState.READY) == 0) {
      idleSince = null;
      stuck = "";
      return;
    }
    if (idleSince == null) {
      idleSince = now;
    }
    if (stuck.isEmpty() && Duration.between(idleSince, now).compareTo(STUCK) > 0) {
      stuck = whyReadyJobsWait(graph);
      if (!terminal.live()) {
        terminal.line("         " + stuck);
      }
    }
  }

  private String whyReadyJobsWait(GraphView graph) throws IOException, InterruptedException {
    List<JobView> ready =
        farm.jobs(graph.graph(), Set.of(JobState.READY), null, Paging.first(1)).items();
    if (ready.isEmpty()) {
      return "";
    }
    JobView job = ready.getFirst();
    String why = farm.job(graph.graph(), String.valueOf(job.job())).why();
    return "nothing runs; " + Shown.line(job.key()) + ": " + Shown.line(why);
  }

  private void drawCounts(Progress progress, Instant now) {
    if (isTold(progress.graph())
        || progress.graph().counts().equals(countsTold.counts())
        || (!countsToldAt.equals(Instant.MIN)
            && Duration.between(countsToldAt, now).compareTo(ChangeLines.COUNTS_EVERY) < 0)) {
      return;
    }
    countsToldAt = now;
    countsTold = progress.graph();
    terminal.line(ChangeLines.counts(progress, now));
  }

  /** The line that introduces a graph where nothing is redrawn. */
  public static void introduce(GraphView graph, Terminal terminal) {
    if (!terminal.live()) {
      terminal.line(
          "%s  graph %d  %s  %s%s"
              .formatted(
                  Shown.line(graph.name()),
                  graph.graph(),
                  Sizes.count(graph.jobs(), "job"),
                  terminal.paint(Tone.QUIET, States.counts(graph)),
                  expected(graph)));
    }
  }

  /** By earlier runs, or what its author expects of each job; nothing where nobody knows. */
  private static String expected(GraphView graph) {
    Duration whole = new Progress(graph).expected();
    return whole == null || graph.state().isOver() ? "" : "  takes about " + Elapsed.text(whole);
  }
}
