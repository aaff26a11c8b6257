package croft.protocol.problem;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of problems. Slug and status are part of the contract and never change; {@code
 * docs/problems.md} is generated from here.
 */
public enum ProblemType {
  MALFORMED_BODY(
      "malformed-body",
      400,
      "The body cannot be read",
      "Mend the syntax at the place that is named and send it again."),
  INVALID_REQUEST(
      "invalid-request",
      400,
      "The body does not fit this call",
      "Compare the body with the call's schema in /openapi.yaml; unknown fields are refused."),
  INVALID_PARAMETER(
      "invalid-parameter",
      400,
      "A parameter of the path, query or header is wrong",
      "Compare the parameters with the call's description in /openapi.yaml."),
  UNAUTHENTICATED(
      "unauthenticated",
      401,
      "No valid token came with the call",
      "Send the header Authorization: Bearer TOKEN; the server prints where its token is kept when it"
          + " starts."),
  FORBIDDEN(
      "forbidden",
      403,
      "This token does not allow the call",
      "Ask the project's owner for the permission that is named."),
  NOT_FOUND("not-found", 404, "Nothing is there", "Check the path against /openapi.yaml."),
  NO_SUCH_PROJECT(
      "no-such-project",
      404,
      "There is no such project",
      "Check the name; the project that always exists is named default."),
  NO_SUCH_GRAPH(
      "no-such-graph",
      404,
      "There is no such graph in this project",
      "List the project's graphs: GET /api/v1/projects/{project}/graphs."),
  NO_SUCH_JOB(
      "no-such-job",
      404,
      "There is no such job in this graph",
      "List the graph's jobs; a key that contains / is written with %2F in a path."),
  NO_SUCH_ATTEMPT(
      "no-such-attempt",
      404,
      "The job has no such attempt",
      "Attempts are numbered from 1; the job's detail lists them."),
  NO_SUCH_ARTIFACT(
      "no-such-artifact", 404, "The attempt has no such artifact", "List the attempt's artifacts."),
  NO_SUCH_FILES(
      "no-such-files",
      404,
      "The farm does not have this bundle of files",
      "Upload it: PUT /api/v1/projects/{project}/files/{digest}."),
  NO_SUCH_WORKER(
      "no-such-worker",
      404,
      "There is no such worker, or session of one",
      "List the workers: GET /api/v1/workers."),
  NO_SUCH_TEMPLATE(
      "no-such-template",
      404,
      "There is no such template, or version of it, in this project",
      "List the project's templates: GET /api/v1/projects/{project}/templates."),
  NO_SUCH_DECISION(
      "no-such-decision",
      404,
      "No decision waits for this token",
      "Ask for another token: POST …/jobs/{job}/decision-token; it ends with the decision."),
  METHOD_NOT_ALLOWED(
      "method-not-allowed",
      405,
      "The path exists, but not with this method",
      "The header Allow names the methods."),
  TOO_SLOW(
      "too-slow",
      408,
      "The body did not arrive in time",
      "Send it again; send large uploads in parts if the line is slow."),
  WRONG_STATE(
      "wrong-state",
      409,
      "The job or graph cannot do that in its state",
      "Read its state and choose what that state allows."),
  EDIT_CONFLICT(
      "edit-conflict",
      409,
      "The graph has moved on; nothing was changed",
      "Look at the jobs that are named, and edit what is there now."),
  STALE_DECISION(
      "stale-decision",
      409,
      "What is decided about has changed since you looked",
      "Look at the job again, and decide with the digest that it shows then."),
  LATCH_CLOSED(
      "latch-closed",
      409,
      "The latch that the graph is bound to is closed; nothing was stored",
      "Submit it again when the latch is open; GET /api/v1/projects/{project}/latches shows it."),
  SESSION_ENDED(
      "session-ended",
      409,
      "The worker's session is over",
      "Kill everything that this session still runs, then register anew: POST /api/v1/workers."),
  STALE_ATTEMPT(
      "stale-attempt",
      409,
      "The attempt is over, or was never yours",
      "Stop the command, drop its results, and claim other work."),
  WRONG_OFFSET(
      "wrong-offset",
      409,
      "The log does not end where this piece begins",
      "Go on from the offset in the member size."),
  KEY_REUSED(
      "key-reused",
      409,
      "The idempotency key was used for another body",
      "Use a new key for a new submission, or send exactly the same body."),
  ARTIFACT_DIFFERS(
      "artifact-differs",
      409,
      "An artifact of this name with other content exists",
      "Artifacts of an attempt are written once; choose another name."),
  GONE("gone", 410, "This has expired and was removed", "Run the job again to make it anew."),
  REVISION_CHANGED(
      "revision-changed",
      412,
      "The graph is no longer at the revision of If-Match; nothing was changed",
      "Read the graph again, and edit what is there now."),
  PLAN_CHANGED(
      "plan-changed",
      412,
      "The graph is not what was planned; nothing was stored",
      "Plan it again, look at what is different now, and submit with the new token."),
  LENGTH_REQUIRED(
      "length-required",
      411,
      "The upload does not say how long it is",
      "Send the header Content-Length."),
  TOO_LARGE(
      "too-large",
      413,
      "The body is larger than its limit",
      "Send less at once; docs/limits.md has the limits and their reasons. Large graphs go as NDJSON."),
  UNSUPPORTED_MEDIA_TYPE(
      "unsupported-media-type",
      415,
      "The body's media type is not known here",
      "Send one of the media types that the call's description names."),
  INVALID_GRAPH(
      "invalid-graph",
      422,
      "The graph is not valid; nothing was stored",
      "Mend the places that are named; `croft plan` checks a file without sending it."),
  INVALID_EDIT(
      "invalid-edit",
      422,
      "The edit is not valid; nothing was changed",
      "Mend the places that are named; dryRun=true tries an edit without doing it."),
  OVER_LIMIT(
      "over-limit",
      422,
      "There is more of something than the farm takes",
      "docs/limits.md has the limits and their reasons."),
  CONTENT_DIFFERS(
      "content-differs",
      422,
      "Size or digest are not those that were announced; nothing was stored",
      "Send it again; if it keeps happening, the file changed while it was sent."),
  PROTOCOL_TOO_OLD(
      "protocol-too-old",
      426,
      "The worker speaks a version of the protocol that this farm no longer knows",
      "Install a newer worker."),
  TOO_MANY_REQUESTS(
      "too-many-requests",
      429,
      "Too many calls at once from this caller",
      "Wait as long as the header Retry-After says."),
  HEADERS_TOO_LARGE(
      "headers-too-large", 431, "The header is too large", "Send fewer or shorter headers."),
  INTERNAL(
      "internal",
      500,
      "The farm made a mistake",
      "Try again; if it stays, report it with the detail, which is also in the server's log."),
  UNAVAILABLE(
      "unavailable",
      503,
      "The farm cannot answer just now",
      "Nothing is lost. Try again after as many seconds as the header Retry-After says."),
  STORAGE_FULL(
      "storage-full",
      507,
      "The farm's disk is full",
      "The farm's operator must free space; it goes on by itself then.");

  /** What every type begins with; relative, so that it is the same on every farm. */
  public static final String PREFIX = "/problems/";

  private static final Map<String, ProblemType> BY_URI =
      Arrays.stream(values()).collect(Collectors.toMap(ProblemType::uri, Function.identity()));

  private final String slug;
  private final int status;
  private final String title;
  private final String next;

  ProblemType(String slug, int status, String title, String next) {
    this.slug = slug;
    this.status = status;
    this.title = title;
    this.next = next;
  }

  public String slug() {
    return slug;
  }

  /** The {@code type} member of the problem. */
  public String uri() {
    return PREFIX + slug;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** What a caller can do about it, as a sentence. */
  public String next() {
    return next;
  }

  /** The entry with this {@code type} member; null if there is none. */
  public static @Nullable ProblemType of(String uri) {
    return BY_URI.get(uri);
  }

  /** A problem of this type; the detail says what was wrong this time, with the values met. */
  public Problem problem(String detail) {
    return problem(detail, List.of());
  }

  /** A problem with its places; only the first are kept, the count says how many there are. */
  public Problem problem(String detail, List<Place> places) {
    return new Problem(uri(), title, status, detail, next, places, null, null);
  }

  public ProblemException exception(String detail) {
    return new ProblemException(problem(detail));
  }

  public ProblemException exception(String detail, List<Place> places) {
    return new ProblemException(problem(detail, places));
  }

  public ProblemException exception(String detail, Throwable cause) {
    return new ProblemException(problem(detail), cause);
  }
}
