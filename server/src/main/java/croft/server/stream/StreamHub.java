package croft.server.stream;

import croft.core.job.JobState;
import croft.protocol.wire.AttemptId;
import croft.server.blob.LogId;
import croft.server.blob.Logs;
import croft.server.farm.Changes;
import croft.server.view.GraphViews;
import croft.store.query.EventQueries.EventRow;
import croft.store.query.GraphRow;
import croft.store.query.Project;
import croft.store.query.Queries;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All streams of this server. Commits of this server wake the tails of their graphs at once; what
 * other servers commit is found by asking for the heads of all followed graphs every second. Safe
 * for use by many threads.
 */
public final class StreamHub implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StreamHub.class);

  /** Streams at once. */
  public static final int STREAMS_MAX = 12_000;

  /** How often followed graphs are looked at, whatever was hinted. */
  static final Duration POLL = Duration.ofSeconds(1);

  /**
   * Rest between two reads of tails: bounds what a graph with a thousand commits a second costs.
   */
  private static final Duration PAUSE = Duration.ofMillis(30);

  private final Queries queries;
  private final Logs logs;
  private final GraphViews views;
  private final Map<Long, GraphTail> graphs = new ConcurrentHashMap<>();
  private final Map<Integer, ProjectTail> projects = new ConcurrentHashMap<>();
  private final Map<AttemptId, Set<Signal>> logFollowers = new ConcurrentHashMap<>();
  private final Set<StreamClient> clients = ConcurrentHashMap.newKeySet();
  private final Set<Long> behind = ConcurrentHashMap.newKeySet();
  private final Signal hints = new Signal();
  private final Changes.Listening listening;
  private final Thread reader;
  private volatile boolean closed;

  public StreamHub(Queries queries, Logs logs, GraphViews views, Changes changes) {
    this.queries = queries;
    this.logs = logs;
    this.views = views;
    this.listening = changes.listen((graph, _, _) -> committed(graph));
    this.reader = Thread.ofVirtual().name("croft-streams").start(this::loop);
  }

  /**
   * What a client wants to follow.
   *
   * @param frame the least time between two writes, of which each tells of a job its newest state
   *     only; zero for every event by itself
   */
  public record Topics(
      List<GraphRow> graphs, @Nullable Project project, List<LogTopic> logs, Duration frame) {}

  /**
   * A log to follow.
   *
   * @param id names the attempt to the client
   * @param log names it to the store
   * @param graph whose events tell when the attempt is over
   */
  public record LogTopic(AttemptId id, LogId log, GraphRow graph) {}

  /** Where a client's events go. */
  public interface Output {
    /** Writes and flushes; a reader that stalls is cut. */
    void write(byte[] bytes) throws IOException;
  }

  /** How many streams are open. */
  public int streams() {
    return clients.size();
  }

  /** Whether there is room for another one. */
  public boolean hasRoom() {
    return clients.size() < STREAMS_MAX && !closed;
  }

  /**
   * Sends events until the client goes, or the server stops.
   *
   * @param lastEventId where the client was when its last connection broke; null at first
   * @throws IOException when the client is gone
   */
  public void serve(Topics topics, @Nullable String lastEventId, Output output) throws IOException {
    StreamClient client = new StreamClient(this, topics, StreamCursor.parse(lastEventId), output);
    clients.add(client);
    try {
      client.run();
    } finally {
      clients.remove(client);
    }
  }

  /** A piece was appended to a log: whoever follows it looks at once. */
  public void appended(LogId appended) {
    wake(new AttemptId(appended.graph(), appended.job(), appended.attempt()));
  }

  private void wake(AttemptId attempt) {
    Set<Signal> followers = logFollowers.get(attempt);
    if (followers != null) {
      followers.forEach(Signal::raise);
    }
  }

  /** An event of a graph was read: logs of attempts that are over have an end now. */
  private void read(long graph, EventRow event) {
    if (logFollowers.isEmpty()) {
      return;
    }
    for (int i = 0; i < event.jobs().length; i++) {
      if (event.states()[i] != JobState.RUNNING.code() && event.attempts()[i] > 0) {
        wake(new AttemptId(graph, event.jobs()[i], event.attempts()[i]));
      }
    }
  }

  void follow(AttemptId followed, Signal follower) {
    logFollowers.compute(
        followed,
        (_, known) -> {
          Set<Signal> followers = known == null ? ConcurrentHashMap.newKeySet() : known;
          followers.add(follower);
          return followers;
        });
  }

  void unfollow(AttemptId followed, Signal follower) {
    logFollowers.computeIfPresent(
        followed,
        (_, known) -> {
          known.remove(follower);
          return known.isEmpty() ? null : known;
        });
  }

  Logs logs() {
    return logs;
  }

  Queries queries() {
    return queries;
  }

  GraphViews views() {
    return views;
  }

  boolean isClosed() {
    return closed;
  }

  GraphTail follow(GraphRow graph, Signal follower) {
    return graphs.compute(
        graph.graph(),
        (id, known) -> {
          GraphTail tail =
              known == null
                  ? new GraphTail(graph, queries.events(), this::head, this::read)
                  : known;
          tail.follow(follower);
          return tail;
        });
  }

  private @Nullable GraphRow head(long graph) {
    List<GraphRow> rows = queries.graphs().findAll(List.of(graph));
    return rows.isEmpty() ? null : rows.getFirst();
  }

  void unfollow(GraphTail tail, Signal follower) {
    graphs.computeIfPresent(tail.graph(), (_, known) -> known.unfollow(follower) ? null : known);
  }

  ProjectTail follow(Project project, Signal follower) {
    return projects.compute(
        project.id(),
        (_, known) -> {
          ProjectTail tail = known == null ? new ProjectTail(project, queries.graphs()) : known;
          tail.follow(follower);
          return tail;
        });
  }

  void unfollow(ProjectTail tail, Signal follower) {
    projects.computeIfPresent(
        tail.project().id(), (_, known) -> known.unfollow(follower) ? null : known);
  }

  /** On the thread that committed: only notes it. */
  private void committed(long graph) {
    boolean wanted = graphs.containsKey(graph) && behind.add(graph);
    for (ProjectTail project : projects.values()) {
      project.hint(graph);
      wanted = true;
    }
    if (wanted) {
      hints.raise();
    }
  }

  private void loop() {
    long polled = System.nanoTime();
    while (!closed) {
      hints.await(POLL);
      try {
        boolean due = System.nanoTime() - polled >= POLL.toNanos();
        if (due) {
          polled = System.nanoTime();
        }
        runOnce(due);
        if (!closed) {
          Thread.sleep(PAUSE);
        }
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        // The database is away: clients wait, and nothing is lost.
        log.info("streams wait: {}", e.getMessage());
        hints.await(POLL);
      }
    }
  }

  /** Reads what is new of all that is followed. */
  void runOnce(boolean everything) {
    if (everything && !graphs.isEmpty()) {
      queries
          .events()
          .heads(List.copyOf(graphs.keySet()))
          .forEach(
              (graph, seq) -> {
                GraphTail tail = graphs.get(graph);
                if (tail != null && seq > tail.last()) {
                  behind.add(graph);
                }
              });
    }
    for (Long graph : List.copyOf(behind)) {
      // Taken out before it is read: a commit meanwhile puts it back.
      behind.remove(graph);
      GraphTail tail = graphs.get(graph);
      if (tail != null && tail.runOnce()) {
        behind.add(graph);
        hints.raise();
      }
    }
    for (ProjectTail project : projects.values()) {
      project.runOnce();
      if (everything) {
        project.poll();
      }
    }
  }

  /** Ends all streams; their clients connect to another server, or to this one when it is back. */
  @Override
  public void close() {
    closed = true;
    listening.close();
    reader.interrupt();
    clients.forEach(StreamClient::wake);
  }
}
