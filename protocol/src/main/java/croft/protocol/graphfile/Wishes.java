package croft.protocol.graphfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers what jobs wait for that is not there yet, job after job. */
final class Wishes {
  private record Key(int maker, String glob) {}

  private final Map<Key, Byte> open = new LinkedHashMap<>();
  private final List<ExpandedFrom> closed = new ArrayList<>();

  int size() {
    return closed.size() + open.size();
  }

  /** Adds a wish to the open job; the same glob twice is one wish, as with other dependencies. */
  void add(int maker, String glob, byte code) {
    open.merge(new Key(maker, glob), code, Edges::merged);
  }

  /** Says whose wishes those since the last call are. */
  void close(int job) {
    open.forEach(
        (key, code) ->
            closed.add(
                new ExpandedFrom(
                    job, key.maker, key.glob, Edges.kindOf(code), Edges.conditionOf(code))));
    open.clear();
  }

  List<ExpandedFrom> all() {
    return List.copyOf(closed);
  }
}
