package croft.protocol.plan;

import croft.protocol.graphfile.Glob;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.json.Json;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The jobs of a graph as expressions see them: maps, made when they are looked at. */
final class JobValues {
  private final GraphSpec graph;
  private final List<PlannedJob> planned;
  private final Map<String, Integer> places = new HashMap<>();
  private final JobMap[] maps;
  private final Map<String, List<Map<String, Object>>> matched = new HashMap<>();
  private @Nullable Structure structure;
  private Structure.@Nullable Successors successors;
  private int keys;

  JobValues(GraphSpec graph, Plan plan) {
    this.graph = graph;
    this.planned = plan.jobs();
    this.maps = new JobMap[planned.size()];
    for (int i = 0; i < planned.size(); i++) {
      places.put(planned.get(i).key(), i);
    }
  }

  List<Map<String, Object>> all() {
    return new AbstractList<>() {
      @Override
      public Map<String, Object> get(int index) {
        return map(index);
      }

      @Override
      public int size() {
        return maps.length;
      }
    };
  }

  private Map<String, Object> map(int place) {
    if (maps[place] == null) {
      maps[place] = new JobMap(planned.get(place));
    }
    return maps[place];
  }

  Map<String, Object> job(String key) {
    return map(place(key));
  }

  private int place(String key) {
    Integer place = places.get(key);
    if (place == null) {
      throw new IllegalArgumentException("there is no job \"" + key + "\"");
    }
    return place;
  }

  List<Map<String, Object>> matching(String text) {
    return matched.computeIfAbsent(
        text,
        _ -> {
          var glob = new Glob(text);
          List<Map<String, Object>> found = new ArrayList<>();
          for (int i = 0; i < planned.size(); i++) {
            if (glob.matches(planned.get(i).key())) {
              found.add(map(i));
            }
          }
          return found;
        });
  }

  /** What a job waits for, directly or not; barriers are not named here, as in the file. */
  List<String> ancestors(String key) {
    check();
    return keys(structure().ancestors(planned.get(place(key)).job()));
  }

  List<String> descendants(String key) {
    check();
    Structure of = structure();
    if (successors == null) {
      successors = of.successors();
    }
    return keys(successors.descendants(planned.get(place(key)).job()));
  }

  private Structure structure() {
    if (structure == null) {
      structure = Structure.ofDependencies(graph);
    }
    return structure;
  }

  private List<String> keys(BitSet nodes) {
    List<String> found = new ArrayList<>();
    for (int node = nodes.nextSetBit(0);
        node >= 0 && node < graph.jobCount();
        node = nodes.nextSetBit(node + 1)) {
      found.add(graph.job(node).key());
    }
    keys += found.size() + 1;
    check();
    return found;
  }

  private void check() {
    if (keys > Expectations.KEYS_MAX) {
      throw new IllegalArgumentException(
          "ancestors and descendants gave more than %,d keys, which is the limit; ask about fewer jobs"
              .formatted(Expectations.KEYS_MAX));
    }
  }

  /** One job. Its values are worked out one by one: expressions look at few. */
  private static final class JobMap extends AbstractMap<String, Object> {
    private static final Set<String> NAMES =
        Set.of(
            "key",
            "kind",
            "level",
            "active",
            "pool",
            "labels",
            "tags",
            "face",
            "priority",
            "allowFailure",
            "barrier",
            "finally",
            "needs",
            "after",
            "estimateSeconds");

    private final PlannedJob job;
    private @Nullable List<String> needs;

    JobMap(PlannedJob job) {
      this.job = job;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
      return name instanceof String text
          && NAMES.contains(text)
          && (!text.equals("estimateSeconds") || job.estimateSeconds() != null);
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
      if (!(name instanceof String text)) {
        return null;
      }
      return switch (text) {
        case "key" -> job.key();
        case "kind" -> job.kind();
        case "level" -> (long) job.level();
        case "active" -> job.active();
        case "pool" -> job.pool();
        case "labels" -> job.labels();
        case "tags" -> job.tags();
        case "face" -> face();
        case "priority" -> (long) job.priority();
        case "allowFailure" -> job.allowFailure();
        case "barrier" -> job.barrier();
        case "finally" -> job.finalizer();
        case "needs" -> needs();
        case "after" -> others("after");
        case "estimateSeconds" -> job.estimateSeconds();
        default -> null;
      };
    }

    private List<String> needs() {
      if (needs == null) {
        needs = others("needs");
      }
      return needs;
    }

    private List<String> others(String kind) {
      List<String> others = new ArrayList<>();
      for (PlannedEdge edge : job.waitsFor()) {
        if (edge.kind().equals(kind) && edge.graph() == null) {
          if (edge.job() == null) {
            edge.of().forEach(member -> others.add(String.valueOf(member.job())));
          } else {
            others.add(edge.job());
          }
        }
      }
      return others;
    }

    private Map<String, Object> face() {
      return Map.of(
          "title", job.face().title(),
          "symbol", job.face().symbol(),
          "group", job.face().group(),
          "platform", job.face().platform(),
          "tier", (long) job.face().tier());
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      Map<String, Object> all = new LinkedHashMap<>();
      for (String name : NAMES) {
        Object value = get(name);
        if (value != null) {
          all.put(name, value);
        }
      }
      return all.entrySet();
    }

    @Override
    public String toString() {
      return Json.text(job);
    }
  }
}
