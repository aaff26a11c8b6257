package croft.server.farm;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Word of commits inside this server: a hint that makes streams quick. What is true is in the
 * database, and whoever listens also looks there now and then. Safe for use by many threads.
 */
public final class Changes {
  /** Told of each commit, on the thread that committed: must return at once and never throw. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A commit changed a graph.
     *
     * @param graph its id
     * @param seq the number of the event that the commit wrote
     * @param plain jobs only ended, were released to workers and claimed: none is held since or to
     *     be looked up, and the graph did not end
     */
    void committed(long graph, long seq, boolean plain);
  }

  /** Ends listening. */
  @FunctionalInterface
  public interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** To be called after each commit that wrote an event. */
  public void committed(long graph, long seq) {
    committed(graph, seq, false);
  }

  /** The same, for a commit of the hot path that may be a plain one. */
  public void committed(long graph, long seq, boolean plain) {
    for (Listener listener : listeners) {
      listener.committed(graph, seq, plain);
    }
  }

  /** Listens to all graphs until it is closed. */
  public Listening listen(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
