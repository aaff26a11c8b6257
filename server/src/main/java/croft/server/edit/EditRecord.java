package croft.server.edit;

import croft.core.graph.ChangeList;
import croft.core.graph.EdgeRule;
import croft.core.graph.GraphRun;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.protocol.json.Json;
import croft.protocol.wire.Edits;
import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What an edit changes, for people, for the graph's history, and for an undo. */
final class EditRecord {
  /** How many jobs are listed with what follows for them. */
  private static final int LISTED_MAX = 1_000;

  private final List<String> gone = new ArrayList<>();
  private final EditedJobs jobs;
  private final List<String> added = new ArrayList<>();
  private final List<String> removed = new ArrayList<>();
  private final List<Edits.Replaced> replaced = new ArrayList<>();
  private final List<Edits.Link> linked = new ArrayList<>();
  private final List<Edits.Link> unlinked = new ArrayList<>();
  private final Map<String, Integer> priorities = new LinkedHashMap<>();
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final Map<String, @Nullable String> before = new TreeMap<>();
  private final List<Operation> inverse = new ArrayList<>();
  private final Set<String> irreversible = new TreeSet<>();

  EditRecord(EditedJobs jobs) {
    this.jobs = jobs;
  }

  void added(int job) {
    String key = jobs.key(job);
    added.add(key);
    before.putIfAbsent(key, null);
    inverse.add(Operation.on(Op.REMOVE, List.of(key)));
  }

  /** Notes a job that is about to be removed. */
  void removed(int job) {
    String key = jobs.key(job);
    Map<String, Object> json = jobs.json(job);
    removed.add(key);
    before.put(key, Json.text(json));
    inverse.add(Operation.job(Op.ADD, key, json));
  }

  /** Notes a job that is about to be replaced. */
  void replaced(int job, @Nullable Object by) {
    String key = jobs.key(job);
    Map<String, Object> json = jobs.json(job);
    before.put(key, Json.text(json));
    if (by instanceof Map<?, ?> body) {
      Set<String> fields = new TreeSet<>();
      for (String field : json.keySet()) {
        boolean kept =
            (field.equals("needs") || field.equals("after"))
                && !body.containsKey("needs")
                && !body.containsKey("after");
        if (!kept && !same(json.get(field), body.get(field))) {
          fields.add(field);
        }
      }
      for (Object field : body.keySet()) {
        if (!json.containsKey(field.toString())) {
          fields.add(field.toString());
        }
      }
      replaced.add(new Edits.Replaced(key, List.copyOf(fields)));
    }
    inverse.add(Operation.job(Op.REPLACE, key, json));
  }

  private static boolean same(@Nullable Object one, @Nullable Object other) {
    return one != null && other != null && Json.text(one).equals(Json.text(other));
  }

  /** Notes a job whose edges are about to change. */
  void relinked(int job) {
    String key = jobs.key(job);
    if (!before.containsKey(key) && jobs.rows().row(job) != null) {
      before.put(key, Json.text(jobs.json(job)));
    }
  }

  void linked(String from, String to, @Nullable EdgeRule was, EdgeRule rule) {
    linked.add(link(from, to, rule));
    inverse.add(
        was == null ? Operation.edge(Op.UNLINK, from, to, null, null) : restore(from, to, was));
  }

  void unlinked(String from, String to, EdgeRule was) {
    unlinked.add(link(from, to, was));
    inverse.add(restore(from, to, was));
  }

  /** Notes an edge that is there since a job was added: it goes with that. */
  void joined(String from, String to, EdgeRule rule) {
    linked.add(link(from, to, rule));
  }

  /** Notes an edge that is gone since a job was removed: it comes with that. */
  void left(String from, String to, EdgeRule rule) {
    unlinked.add(link(from, to, rule));
  }

  private static Operation restore(String from, String to, EdgeRule was) {
    return was.kind() == EdgeRule.Kind.AFTER
        ? Operation.edge(Op.LINK, from, to, "after", null)
        : Operation.edge(Op.LINK, from, to, "needs", was.conditionText());
  }

  private static Edits.Link link(String from, String to, EdgeRule rule) {
    return new Edits.Link(from, to, rule.kind().text(), rule.conditionText());
  }

  void priority(int job, int was, int priority) {
    String key = jobs.key(job);
    relinked(job);
    priorities.put(key, priority);
    inverse.add(Operation.priority(List.of(key), was));
  }

  void parameter(String name, String was, String value) {
    parameters.put(name, value);
    inverse.add(Operation.parameter(name, was));
  }

  /**
   * Notes an operation on the states of jobs.
   *
   * @param run as it was before
   */
  void commanded(Op op, Collection<Integer> of, GraphRun run) {
    List<String> keys =
        of.stream().filter(job -> jobs.rows().row(job) != null).map(jobs::key).toList();
    if (keys.isEmpty()) {
      return;
    }
    switch (op) {
      case HOLD -> inverse.add(Operation.on(Op.RELEASE, keys));
      case RELEASE -> inverse.add(Operation.on(Op.HOLD, keys));
      case WAIVE -> inverse.add(Operation.on(Op.UNWAIVE, keys));
      case UNWAIVE -> inverse.add(Operation.on(Op.WAIVE, keys));
      case CANCEL -> irreversible.add("it cancelled jobs; run them again instead");
      case RERUN -> irreversible.add("it ran jobs again; what ran stays");
      case ACTIVATE, DEACTIVATE -> {
        // By what became of it: see follows.
      }
      case ADD, REMOVE, REPLACE, LINK, UNLINK, SET_PRIORITY, SET_PARAMETER -> {}
    }
  }

  /** Jobs that run again, since others that are to run need their files and these are gone. */
  void gone(Collection<Integer> of) {
    of.forEach(job -> gone.add(jobs.key(job)));
    if (!gone.isEmpty()) {
      irreversible.add("it ran jobs again whose files were gone");
    }
  }

  /** What follows from the edit, once rule W has settled. */
  Edits.Difference difference(GraphRun run, int jobsBefore, boolean wasOver) {
    List<Edits.Moved> moved = new ArrayList<>();
    List<String> stale = new ArrayList<>();
    List<String> activated = new ArrayList<>();
    List<String> deactivated = new ArrayList<>();
    int movedCount = 0;
    ChangeList changes = run.changes();
    for (int index = 0; index < changes.size(); index++) {
      int job = changes.job(index);
      if (job >= jobsBefore || JobFlags.has(run.flags(job), JobFlags.JOIN)) {
        continue;
      }
      JobState from = changes.stateBefore(index);
      JobState to = run.state(job);
      if (from != to) {
        movedCount++;
        if (moved.size() < LISTED_MAX) {
          moved.add(new Edits.Moved(job, jobs.key(job), wire(from), wire(to)));
        }
        if (from == JobState.INACTIVE) {
          activated.add(jobs.key(job));
        } else if (to == JobState.INACTIVE) {
          deactivated.add(jobs.key(job));
        }
      }
      boolean staleNow =
          JobFlags.has(run.flags(job), JobFlags.STALE)
              && !JobFlags.has(changes.flagsBefore(index), JobFlags.STALE);
      if (staleNow && stale.size() < LISTED_MAX) {
        stale.add(jobs.key(job));
      }
    }
    if (!activated.isEmpty()) {
      inverse.add(Operation.on(Op.DEACTIVATE, activated));
    }
    if (!deactivated.isEmpty()) {
      inverse.add(Operation.on(Op.ACTIVATE, deactivated));
    }
    return new Edits.Difference(
        added,
        removed,
        replaced,
        linked,
        unlinked,
        priorities,
        parameters,
        moved,
        movedCount,
        stale,
        wasOver && !run.isOver(),
        gone.isEmpty() ? null : gone);
  }

  private static croft.protocol.wire.JobState wire(JobState state) {
    return croft.protocol.wire.JobState.parse(state.text());
  }

  /** The jobs that changed, as they were; null for those that were not there. */
  Map<String, @Nullable String> before() {
    return before;
  }

  /** The operations that undo it, as JSON; null if there is no way back. */
  @Nullable String inverse() {
    return irreversible.isEmpty() ? Json.text(inverse) : null;
  }

  /** Why there is no way back; null if there is one. */
  @Nullable String irreversible() {
    return irreversible.isEmpty() ? null : String.join("; ", irreversible);
  }

  /** Whether nothing at all was to be changed. */
  boolean isEmpty() {
    return Objects.equals(inverse(), "[]");
  }
}
