package croft.protocol.wire;

import croft.protocol.Limits;
import croft.protocol.json.Digest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One time that a job waited which takes no worker, and how that ended.
 *
 * @param graph that the job is in
 * @param graphName what it is called
 * @param job number in it
 * @param key of the job
 * @param opening how often the job has waited, from 1
 * @param kind what the job is
 * @param message what is asked or told; may be empty
 * @param askedAt when the job was held
 * @param dueAt when the farm goes on by itself; null for never
 * @param onTimeout what becomes of a breakpoint then: {@code skip}, {@code fail} or {@code
 *     continue}; null for other jobs
 * @param approvers who may decide, such as {@code group:release}; empty for anybody with a token
 * @param notAuthor whether the author of the graph may not
 * @param latch that decides instead of people; null without one
 * @param child the graph that the job runs; null if it runs none
 * @param digest of all that is decided about: what the breakpoint waited for, and what follows it;
 *     null for other jobs
 * @param since what happened after the job was last let through, as sentences; for open ones
 * @param decidedAt null while it is open
 * @param verdict null while it is open
 * @param author who decided; {@code farm} for itself; null while it is open
 * @param comment why; null without
 */
public record DecisionView(
    long graph,
    String graphName,
    int job,
    String key,
    int opening,
    DecisionKind kind,
    String message,
    Instant askedAt,
    @Nullable Instant dueAt,
    @Nullable String onTimeout,
    List<String> approvers,
    boolean notAuthor,
    @Nullable String latch,
    @Nullable Long child,
    @Nullable Digest digest,
    List<String> since,
    @Nullable Instant decidedAt,
    @Nullable DecisionVerdict verdict,
    @Nullable String author,
    @Nullable String comment) {
  public DecisionView {
    Check.range("graph", graph, 1, Check.EXACT_MAX);
    Check.present("graphName", graphName);
    Check.range("job", job, 0, Integer.MAX_VALUE);
    Check.name("key", key);
    Check.range("opening", opening, 1, Integer.MAX_VALUE);
    Check.present("kind", kind);
    Check.present("message", message);
    Check.present("askedAt", askedAt);
    approvers = Check.texts("approvers", approvers, Limits.LIST_MAX);
    since = Check.texts("since", since, Limits.LIST_MAX);
  }
}
