package croft.testing.model;

import croft.core.graph.EdgeRule;
import croft.core.graph.GraphRun;
import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.core.job.JobTransition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Predicate;

/**
 * The page about job states: a picture and a list of all transitions, from the enum; and what each
 * event does in each state, found by trying it on the engine.
 */
final class StateMachinePage {
  private static final Set<JobState> WAITING =
      EnumSet.of(JobState.BLOCKED, JobState.READY, JobState.HELD, JobState.SKIPPED);

  private StateMachinePage() {}

  static String text() {
    return """
        # The states of a job

        *Generated from `croft.core.job.JobTransition` and by trying each event on `croft.core.graph.GraphRun`;
        `./croft docs` writes it anew.*

        *Waiting* states follow **rule W**, nobody sets them. With `need` = satisfied edges that are still missing and
        `open` = edges whose value is not known yet:

            need ≤ 0     → held, if it has a hold or is an undecided breakpoint; else ready
            open < need  → skipped
            else         → blocked

        The other states are *decided*: by a command, or by the end of an attempt. Final are succeeded, failed, cancelled and
        skipped. A running job is moved by nobody: cancel and re-run leave a request that takes effect when its attempt ends.

        ## The picture

        %s
        ## Every transition

        The database refuses every change of a job's state that is not in this list. A commit shows net changes: a job that
        passes through several states inside one transaction makes one transition from the first to the last.

        | transition | from | to | cause |
        |---|---|---|---|
        %s
        ## What each event does in each state

        The job needs two others. `–`: nothing happens. `409`: refused, and nothing happens. Behind `+` what is noted beside
        the state: a request (`cancel`, `again`), a `hold`, that it is `stale` (it started from something that was opened
        again since) or `waived`. Where an edge or the finalizers' gate is opened, the job was settled before.

        %s"""
        .formatted(picture(), transitions(), events());
  }

  // ---------------------------------------------------------------- transitions

  private static String picture() {
    StringBuilder text = new StringBuilder("```mermaid\nstateDiagram-v2\n");
    text.append("  state \"waiting: rule W\" as waiting {\n");
    WAITING.forEach(state -> text.append("    ").append(state.text()).append('\n'));
    text.append("  }\n  [*] --> waiting: submitted\n  [*] --> inactive: submitted\n");
    Map<String, StringJoiner> arrows = new LinkedHashMap<>();
    for (JobTransition transition : JobTransition.values()) {
      // Rule W moves a job between all waiting states; joins are nobody's.
      if (transition != JobTransition.SETTLE && transition != JobTransition.JOIN) {
        for (String from : grouped(transition.from())) {
          for (String to : grouped(transition.to())) {
            arrows
                .computeIfAbsent(from + " --> " + to, _ -> new StringJoiner(", "))
                .add(name(transition));
          }
        }
      }
    }
    arrows.forEach((arrow, names) -> text.append("  ").append(arrow + ": " + names).append('\n'));
    return text.append("```\n").toString();
  }

  /** The states by name, all waiting ones as one. */
  private static List<String> grouped(Set<JobState> states) {
    List<String> names = new ArrayList<>();
    boolean all = states.containsAll(WAITING);
    if (all) {
      names.add("waiting");
    }
    for (JobState state : JobState.values()) {
      if (states.contains(state) && !(all && WAITING.contains(state))) {
        names.add(state.text());
      }
    }
    return names;
  }

  private static String name(JobTransition transition) {
    return transition.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static String transitions() {
    StringBuilder text = new StringBuilder();
    for (JobTransition transition : JobTransition.values()) {
      text.append(
          "| %s | %s | %s | %s |%n"
              .formatted(
                  name(transition),
                  String.join(", ", grouped(transition.from())),
                  String.join(", ", grouped(transition.to())),
                  cause(transition)));
    }
    return text.toString();
  }

  private static String cause(JobTransition transition) {
    return switch (transition) {
      case SETTLE -> "an edge's value, a hold or a decision that it waits for changed";
      case JOIN -> "a hidden join or a gate of barriers has enough satisfied edges";
      case CLAIM -> "a worker took it";
      case END -> "its attempt ended and nothing is to be tried again";
      case RETRY -> "its attempt ended and another is to follow: by its retry policy, or a re-run";
      case DECIDE -> "a person or a program decided the breakpoint";
      case EXPIRE -> "its deadline, or its graph's, passed while it waited";
      case CANCEL -> "someone cancelled it or its graph while it waited";
      case ACTIVATE -> "someone activated it, or a job that needs it";
      case DEACTIVATE -> "someone deactivated it or a job that it needs, or it was coalesced";
      case RERUN ->
          "it runs again: someone asked, a decided breakpoint asks again, a finalizer has another"
              + " ending to wait for, or a join's edge opened again";
      case REUSE -> "it takes the result of an equal job that succeeded";
    };
  }

  // ---------------------------------------------------------------- events

  /** The job that is looked at, and two that it needs. */
  private static final int JOB = 0;

  private static final int FIRST = 1;
  private static final int SECOND = 2;

  /** Returns whether it was allowed. */
  private record Event(String name, int flags, Predicate<GraphRun> happens) {}

  private static final List<Event> EVENTS =
      List.of(
          new Event("claim", 0, run -> run.claim(JOB)),
          new Event("attempt ends: succeeded", 0, run -> ends(run, JobState.SUCCEEDED)),
          new Event("attempt ends: failed", 0, run -> ends(run, JobState.FAILED)),
          new Event("attempt ends: cancelled", 0, run -> ends(run, JobState.CANCELLED)),
          new Event("attempt is to be retried", 0, StateMachinePage::isRetried),
          new Event("cancel job", 0, always(run -> run.cancel(JOB))),
          new Event("cancel graph", 0, run -> run.cancelAll() >= 0),
          new Event("hold", 0, run -> run.hold(JOB, true)),
          new Event("release", JobFlags.HOLD, run -> run.hold(JOB, false)),
          new Event("re-run", 0, run -> rerun(run, JOB, false)),
          new Event(
              "re-run of a job that it needs, with what follows",
              0,
              run -> rerun(run, FIRST, true)),
          new Event("re-run of a job that it needs, alone", 0, run -> rerun(run, FIRST, false)),
          new Event("activate", 0, always(run -> run.activate(JOB))),
          new Event("deactivate", 0, run -> run.deactivate(JOB)),
          new Event("waive", 0, run -> run.waive(JOB, true)),
          new Event("deadline passes", 0, always(run -> run.expire(JOB))),
          new Event(
              "breakpoint decided: succeeded",
              JobFlags.BREAKPOINT,
              run -> run.decide(JOB, JobState.SUCCEEDED)),
          new Event(
              "breakpoint decided: skip",
              JobFlags.BREAKPOINT,
              run -> run.decide(JOB, JobState.SKIPPED)),
          new Event(
              "breakpoint: a job that it needs is re-run",
              JobFlags.BREAKPOINT,
              run -> rerun(run, FIRST, false)),
          new Event(
              "finalizer: unfinished leaves 0",
              JobFlags.FINALIZER,
              run -> rerun(run, FIRST, false)),
          new Event(
              "finalizer, once: unfinished leaves 0",
              JobFlags.FINALIZER | JobFlags.ONCE,
              run -> rerun(run, FIRST, false)));

  /** What is answered alike whether it did anything or not. */
  private static Predicate<GraphRun> always(Predicate<GraphRun> event) {
    return run -> {
      var _ = event.test(run);
      return true;
    };
  }

  private static boolean ends(GraphRun run, JobState outcome) {
    if (run.state(JOB) == JobState.RUNNING) {
      run.end(JOB, outcome);
    }
    return true;
  }

  private static boolean isRetried(GraphRun run) {
    if (run.state(JOB) == JobState.RUNNING) {
      run.retry(JOB);
    }
    return true;
  }

  private static boolean rerun(GraphRun run, int job, boolean downstream) {
    if (!run.canRerun(job)) {
      return false;
    }
    run.rerun(new int[] {job}, downstream);
    return true;
  }

  private static String events() {
    StringJoiner head = new StringJoiner(" | ", "| event | ", " |\n");
    StringBuilder line = new StringBuilder("|---|");
    for (JobState state : JobState.values()) {
      head.add(state.text());
      line.append("---|");
    }
    StringBuilder text = new StringBuilder(head.toString()).append(line).append('\n');
    for (Event event : EVENTS) {
      StringJoiner row = new StringJoiner(" | ", "| " + event.name + " | ", " |\n");
      for (JobState state : JobState.values()) {
        row.add(cell(event, state));
      }
      text.append(row);
    }
    return text.toString();
  }

  private static String cell(Event event, JobState state) {
    GraphRun run = scene(state, event.flags);
    if (run.state(JOB) != state) {
      return "·"; // Such a job is never in this state.
    }
    int flags = run.flags(JOB);
    if (!event.happens.test(run)) {
      return "409";
    }
    StringBuilder text = new StringBuilder(run.state(JOB) == state ? "" : run.state(JOB).text());
    note(text, flags, run.flags(JOB), JobFlags.HOLD, "hold");
    note(text, flags, run.flags(JOB), JobFlags.CANCEL, "cancel");
    note(text, flags, run.flags(JOB), JobFlags.AGAIN, "again");
    note(text, flags, run.flags(JOB), JobFlags.STALE, "stale");
    note(text, flags, run.flags(JOB), JobFlags.WAIVED, "waived");
    return text.isEmpty() ? "–" : text.toString().strip();
  }

  private static void note(StringBuilder text, int before, int after, int flag, String word) {
    if (JobFlags.has(after, flag) && !JobFlags.has(before, flag)) {
      text.append(" + ").append(word);
    } else if (!JobFlags.has(after, flag) && JobFlags.has(before, flag)) {
      text.append(" − ").append(word);
    }
  }

  /** A graph in which the job is in this state, if it can be. */
  private static GraphRun scene(JobState state, int flags) {
    JobGraph.Builder builder = new JobGraph.Builder();
    builder.job();
    builder.job();
    builder.job();
    builder.edge(FIRST, JOB, EdgeRule.NEEDS_SUCCESS).edge(SECOND, JOB, EdgeRule.NEEDS_SUCCESS);
    boolean held = state == JobState.HELD;
    boolean finalizer = JobFlags.has(flags, JobFlags.FINALIZER);
    boolean breakpoint = JobFlags.has(flags, JobFlags.BREAKPOINT);
    int own = held && !breakpoint ? flags | JobFlags.HOLD : flags;
    boolean inactive = state == JobState.INACTIVE;
    GraphRun run =
        GraphRun.submitted(
            builder.build(), new int[] {own, 0, 0}, new boolean[] {inactive, false, false});
    complete(run, FIRST, JobState.SUCCEEDED);
    switch (state) {
      case BLOCKED -> {}
      case SKIPPED -> complete(run, SECOND, JobState.FAILED);
      case INACTIVE, READY, HELD, RUNNING, SUCCEEDED, FAILED, CANCELLED ->
          complete(run, SECOND, JobState.SUCCEEDED);
    }
    if (state == JobState.CANCELLED) {
      run.cancel(JOB);
    } else if (breakpoint && (state == JobState.SUCCEEDED || state == JobState.FAILED)) {
      run.decide(JOB, state);
    } else if (!finalizer || state != JobState.BLOCKED) {
      start(run, state);
    }
    return run;
  }

  private static void start(GraphRun run, JobState state) {
    boolean started =
        state == JobState.RUNNING || state == JobState.SUCCEEDED || state == JobState.FAILED;
    if (started && run.claim(JOB) && state != JobState.RUNNING) {
      run.end(JOB, state);
    }
  }

  private static void complete(GraphRun run, int job, JobState outcome) {
    run.claim(job);
    run.end(job, outcome);
  }
}
