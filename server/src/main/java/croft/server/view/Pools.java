package croft.server.view;

import croft.core.schedule.Requirements;
import croft.protocol.wire.PoolView;
import croft.store.query.ForecastQueries.Slots;
import croft.store.query.ForecastQueries.Waiting;
import croft.store.query.WorkerQueries;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What waits for which workers, and why. */
final class Pools {
  private Pools() {}

  /**
   * Every pool that has live workers, or that ready jobs need, by name.
   *
   * @param withheld live workers that are kept from work
   * @param classes what each requirement class of {@code waiting} needs
   */
  static List<PoolView> views(
      List<Slots> workers,
      List<Slots> withheld,
      Map<String, Integer> running,
      List<Waiting> waiting,
      Map<Integer, WorkerQueries.Kind> classes) {
    Map<String, Integer> slots = new HashMap<>();
    workers.forEach(of -> slots.merge(of.kind().pool(), of.slots(), Integer::sum));
    Map<String, Map<String, Integer>> causes = new TreeMap<>();
    for (Waiting jobs : waiting) {
      WorkerQueries.Kind kind = classes.get(jobs.requirementClass());
      if (kind != null) {
        causes
            .computeIfAbsent(kind.pool(), _ -> new TreeMap<>())
            .merge(cause(jobs, kind, workers, withheld), jobs.jobs(), Integer::sum);
      }
    }
    Set<String> names = new TreeSet<>(causes.keySet());
    names.addAll(slots.keySet());
    names.addAll(running.keySet());
    return names.stream()
        .map(
            pool -> {
              Map<String, Integer> why = causes.getOrDefault(pool, Map.of());
              return new PoolView(
                  pool,
                  slots.getOrDefault(pool, 0),
                  running.getOrDefault(pool, 0),
                  why.values().stream().mapToInt(Integer::intValue).sum(),
                  why.entrySet().stream()
                      .map(entry -> new PoolView.Cause(entry.getKey(), entry.getValue()))
                      .sorted(
                          Comparator.comparingInt(PoolView.Cause::jobs)
                              .reversed()
                              .thenComparing(PoolView.Cause::cause))
                      .toList());
            })
        .toList();
  }

  private static String cause(
      Waiting jobs, WorkerQueries.Kind kind, List<Slots> workers, List<Slots> withheld) {
    if (jobs.paused()) {
      return "their graph is paused";
    }
    if (jobs.delayed()) {
      return "they wait for their next try";
    }
    Requirements requirements = LearnedForecast.requirements(kind);
    if (!anyMeets(requirements, workers) && anyMeets(requirements, withheld)) {
      return "the workers that could run them are draining or quarantined";
    }
    List<Slots> inPool =
        workers.stream().filter(worker -> worker.kind().pool().equals(kind.pool())).toList();
    if (inPool.isEmpty()) {
      return "no worker of the pool is there";
    }
    // The kind of worker that comes closest says best what is missing.
    return anyMeets(requirements, inPool)
        ? "all slots that could run them are taken"
        : "no worker can run them: "
            + requirements.unmetBy(LearnedForecast.offer(inPool.getFirst().kind()));
  }

  private static boolean anyMeets(Requirements requirements, List<Slots> workers) {
    return workers.stream()
        .anyMatch(worker -> requirements.isMetBy(LearnedForecast.offer(worker.kind())));
  }
}
