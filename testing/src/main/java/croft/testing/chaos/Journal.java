package croft.testing.chaos;

import croft.protocol.wire.Assignment;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.Completion;
import croft.protocol.wire.CompletionVerdict;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The clients' own book: what the farm acknowledged, written down when it did, never changed. What
 * contradicts an earlier line is a fault at once. Safe for use by many threads.
 */
public final class Journal implements AutoCloseable {
  /** An attempt that a worker was given. */
  record Given(AttemptId attempt, UUID nonce, String job, String session, long atMs) {}

  /** A completion and what the farm said of it. */
  record Answered(Completion completion, CompletionVerdict verdict, long atMs) {}

  /** What is known of one graph. */
  static final class OfGraph {
    final long graph;
    volatile @Nullable ChaosGraph shape;
    final List<Given> given = new ArrayList<>();
    final List<Answered> accepted = new ArrayList<>();

    /** Keys that acknowledged edits added, with the revision that each made. */
    final Map<String, Integer> added = new ConcurrentHashMap<>();

    /** Keys that edits without an answer may have added. */
    final List<String> maybeAdded = new ArrayList<>();

    volatile boolean approved;
    volatile boolean cancelled;
    volatile boolean maybeCancelled;

    OfGraph(long graph) {
      this.graph = graph;
    }

    synchronized List<Given> given() {
      return List.copyOf(given);
    }

    synchronized List<Answered> accepted() {
      return List.copyOf(accepted);
    }

    synchronized List<String> maybeAdded() {
      return List.copyOf(maybeAdded);
    }
  }

  /**
   * How a session lives, as its worker sees it.
   *
   * @param sentMs when the last heartbeat that was answered had been sent
   * @param left whether the worker gave it up
   */
  record Life(long sentMs, boolean left) {}

  private final BufferedWriter file;
  private final Map<Long, OfGraph> graphs = new ConcurrentHashMap<>();
  private final Map<AttemptId, UUID> nonces = new ConcurrentHashMap<>();
  private final Map<UUID, AttemptId> attempts = new ConcurrentHashMap<>();
  private final Map<AttemptId, Answered> ended = new ConcurrentHashMap<>();
  private final Set<AttemptId> acceptedNow = ConcurrentHashMap.newKeySet();
  private final Map<String, Life> sessions = new ConcurrentHashMap<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicLong transitions = new AtomicLong();

  Journal(Path path) throws IOException {
    file =
        Files.newBufferedWriter(
            path, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void write(String... words) {
    try {
      synchronized (file) {
        file.write(System.currentTimeMillis() + " " + String.join(" ", words) + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  OfGraph of(long graph) {
    return graphs.computeIfAbsent(graph, OfGraph::new);
  }

  /** What the farm did that it must never do, seen so far. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  void fault(String text) {
    write("fault", text);
    faults.add(text);
  }

  /** Claims and ends of jobs that were acknowledged so far. */
  long transitions() {
    return transitions.get();
  }

  void submitted(ChaosGraph shape, long graph) {
    of(graph).shape = shape;
    write("submitted", shape.key(), Long.toString(graph));
  }

  /** A repeat of a submission was answered. */
  void resubmitted(ChaosGraph shape, long graph, long again) {
    if (graph != again) {
      fault("submission %s made graph %d, and its repeat %d".formatted(shape.key(), graph, again));
    }
  }

  void given(Assignment job, String session) {
    AttemptId id = job.id();
    UUID before = nonces.putIfAbsent(id, job.nonce());
    AttemptId other = attempts.putIfAbsent(job.nonce(), id);
    if (other != null && !other.equals(id)) {
      fault("nonce %s was given for %s and for %s".formatted(job.nonce(), other, id));
    }
    if (before != null && !before.equals(job.nonce())) {
      fault("attempt %s was given twice, with nonces %s and %s".formatted(id, before, job.nonce()));
    }
    if (before != null) {
      return;
    }
    OfGraph of = of(job.graph());
    synchronized (of) {
      of.given.add(new Given(id, job.nonce(), job.key(), session, System.currentTimeMillis()));
    }
    transitions.incrementAndGet();
    write("given", id.toString(), job.nonce().toString(), session);
  }

  void answered(Completion completion, CompletionVerdict verdict) {
    AttemptId id = completion.id();
    write("answered", id.toString(), completion.nonce().toString(), verdict.text());
    if (verdict == CompletionVerdict.ACCEPTED || verdict == CompletionVerdict.REPEATED) {
      Answered now = new Answered(completion, verdict, System.currentTimeMillis());
      Answered before = ended.putIfAbsent(id, now);
      if (before == null) {
        OfGraph of = of(id.graph());
        synchronized (of) {
          of.accepted.add(now);
        }
        transitions.incrementAndGet();
      } else if (!before.completion.equals(completion)) {
        fault("attempt %s: two different ends were acknowledged".formatted(id));
      }
      if (verdict == CompletionVerdict.ACCEPTED && !acceptedNow.add(id)) {
        fault("attempt %s: an end was accepted twice".formatted(id));
      }
      if (!completion.nonce().equals(nonces.get(id))) {
        fault("attempt %s: an end under a nonce of another was accepted".formatted(id));
      }
    } else {
      Answered before = ended.get(id);
      if (before != null && before.completion.equals(completion)) {
        fault(
            "attempt %s: its end was acknowledged, and its repeat is %s"
                .formatted(id, verdict.text()));
      }
    }
  }

  /** The acknowledged end of an attempt; null if there is none. */
  @Nullable Answered end(AttemptId id) {
    return ended.get(id);
  }

  void edited(long graph, String added, int revision) {
    of(graph).added.put(added, revision);
    write("edited", Long.toString(graph), added, Integer.toString(revision));
  }

  void maybeEdited(long graph, String added) {
    OfGraph of = of(graph);
    synchronized (of) {
      of.maybeAdded.add(added);
    }
  }

  void approved(long graph) {
    of(graph).approved = true;
    write("approved", Long.toString(graph));
  }

  void cancelled(long graph) {
    of(graph).cancelled = true;
    write("cancelled", Long.toString(graph));
  }

  void maybeCancelled(long graph) {
    of(graph).maybeCancelled = true;
  }

  /** The farm answered a heartbeat, or the sign-on, that was sent at this time. */
  void beat(String session, long sentMs) {
    sessions.put(session, new Life(sentMs, false));
  }

  /** The worker gives the session up: the farm may take what it holds. */
  void left(String session) {
    sessions.computeIfPresent(session, (_, life) -> new Life(life.sentMs, true));
  }

  @Nullable Life life(String session) {
    return sessions.get(session);
  }

  /** Every graph that was submitted, by number. */
  List<OfGraph> graphs() {
    return graphs.values().stream()
        .sorted((one, other) -> Long.compare(one.graph, other.graph))
        .toList();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
