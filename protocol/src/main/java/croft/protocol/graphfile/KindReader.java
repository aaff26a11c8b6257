package croft.protocol.graphfile;

import croft.protocol.graphfile.JobKind.Approver;
import croft.protocol.graphfile.JobKind.Breakpoint;
import croft.protocol.graphfile.JobKind.Notify;
import croft.protocol.graphfile.JobKind.OnTimeout;
import croft.protocol.graphfile.JobKind.Timer;
import croft.protocol.graphfile.Node.Entry;
import croft.protocol.graphfile.Node.Kind;
import croft.protocol.graphfile.Node.Mapping;
import croft.protocol.graphfile.Node.Scalar;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the kinds of jobs that the farm does itself, and {@code expand}. */
final class KindReader {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String TIME = "a time like 2026-12-01T08:00:00Z";
  private static final Map<String, OnTimeout> ON_TIMEOUT = new LinkedHashMap<>();

  static {
    for (OnTimeout word : OnTimeout.values()) {
      ON_TIMEOUT.put(word.text(), word);
    }
  }

  private final FaultLog log;
  private final Values values;
  private final SourceReader sources;

  KindReader(FaultLog log, Values values, SourceReader sources) {
    this.log = log;
    this.values = values;
    this.sources = sources;
  }

  JobKind breakpoint(Entry entry) {
    if (isTrue(entry)) {
      return Breakpoint.PLAIN;
    }
    List<Approver> approvers = List.of();
    Duration timeout = null;
    OnTimeout onTimeout = null;
    Boolean notAuthor = null;
    String latch = null;
    String message = null;
    for (Entry part :
        values.entries(entry, "true, or a map like {approvers: [\"group:release\"]}")) {
      switch (part.key()) {
        case "approvers" ->
            approvers =
                values.list(part, GraphFileLimits.APPROVERS_MAX, this::approver).stream()
                    .distinct()
                    .toList();
        case "timeout" -> timeout = values.seconds(part, SECOND, GraphFileLimits.DURATION_MAX);
        case "onTimeout" -> onTimeout = values.word(part.value(), "onTimeout", ON_TIMEOUT);
        case "notAuthor" -> notAuthor = values.truth(part);
        case "latch" -> latch = values.name(part.value(), "latch");
        case "message" -> message = values.text(part, GraphFileLimits.TEXT_BYTES_MAX);
        default -> values.unknown(part, Keys.BREAKPOINT);
      }
    }
    if (latch != null && (!approvers.isEmpty() || notAuthor != null)) {
      log.add(
          entry,
          "the latch decides this breakpoint, so that approvers and notAuthor have no meaning;"
              + " remove them, or the latch");
    }
    if (onTimeout != null && timeout == null) {
      log.add(entry, "onTimeout has no meaning without a timeout; add one");
    }
    return new Breakpoint(
        approvers,
        timeout,
        onTimeout == null ? OnTimeout.FAIL : onTimeout,
        Boolean.TRUE.equals(notAuthor),
        latch,
        message == null ? "" : message);
  }

  private @Nullable Approver approver(Node node) {
    Approver approver = node instanceof Scalar scalar ? Approver.parse(scalar.text()) : null;
    if (approver == null) {
      log.add(node, Values.wrong("an approver", "group:NAME, user:NAME or token:NAME", node));
    }
    return approver;
  }

  private static boolean isTrue(Entry entry) {
    return entry.value() instanceof Scalar scalar
        && scalar.kind() == Kind.BOOLEAN
        && scalar.text().equalsIgnoreCase("true");
  }

  @Nullable JobKind notify(Entry entry) {
    int faults = log.count();
    String message = null;
    String topic = null;
    if (entry.value() instanceof Scalar) {
      message = values.text(entry, GraphFileLimits.TEXT_BYTES_MAX);
    } else {
      for (Entry part : values.entries(entry, "a message, or a map like {message: text}")) {
        switch (part.key()) {
          case "message" -> message = values.text(part, GraphFileLimits.TEXT_BYTES_MAX);
          case "topic" -> topic = values.name(part.value(), "topic");
          default -> values.unknown(part, Keys.NOTIFY);
        }
      }
    }
    if ((message == null || message.isBlank()) && log.count() == faults) {
      log.add(entry, "notify has no message; write what is to be told");
    }
    return message == null ? null : new Notify(message, topic);
  }

  @Nullable JobKind timer(Entry entry) {
    if (entry.value() instanceof Scalar) {
      return after(entry);
    }
    Entry after = null;
    Entry at = null;
    int faults = log.count();
    for (Entry part : values.entries(entry, "a duration, or a map like {after: 10m}")) {
      switch (part.key()) {
        case "after" -> after = part;
        case "at" -> at = part;
        default -> values.unknown(part, Keys.TIMER);
      }
    }
    if (after != null && at == null) {
      return after(after);
    }
    if (at != null && after == null) {
      return at(at);
    }
    if (log.count() == faults) {
      log.add(entry, "a timer has either after: with a duration, or at: with a time");
    }
    return null;
  }

  private @Nullable JobKind after(Entry entry) {
    Duration delay = values.seconds(entry, SECOND, GraphFileLimits.DURATION_MAX);
    return delay == null ? null : new Timer.After(delay);
  }

  private @Nullable JobKind at(Entry entry) {
    if (entry.value() instanceof Scalar scalar && scalar.text().length() <= 40) {
      try {
        Instant time = OffsetDateTime.parse(scalar.text()).toInstant();
        if (time.isAfter(GraphFileLimits.TIME_MIN) && time.isBefore(GraphFileLimits.TIME_MAX)) {
          return new Timer.At(time);
        }
      } catch (DateTimeParseException e) {
        // Told below, as any other text that is no time.
      }
    }
    log.add(
        entry.value(), Values.wrong("at", TIME + " or 2026-12-01T09:00:00+01:00", entry.value()));
    return null;
  }

  @Nullable ChildDraft graph(Entry entry) {
    Entry template = null;
    Entry version = null;
    Entry file = null;
    Map<String, ValueDraft> parameters = Map.of();
    int faults = log.count();
    for (Entry part :
        values.entries(entry, "a map, like {template: nightly} or {file: {croft: 1, ...}}")) {
      switch (part.key()) {
        case "template" -> template = part;
        case "version" -> version = part;
        case "file" -> file = part;
        case "parameters" -> parameters = parameters(part);
        default -> values.unknown(part, Keys.CHILD);
      }
    }
    if (log.count() > faults) {
      return null;
    }
    if ((template == null) == (file == null)) {
      log.add(
          entry, "a graph as a job has either template: with a name, or file: with a graph file");
    } else if (template != null) {
      String name = values.name(template.value(), "template");
      Integer number = version == null ? null : values.integer(version, 1, Integer.MAX_VALUE);
      return new ChildDraft(name, number, null, "", parameters);
    } else if (file != null) {
      if (version != null) {
        log.add(version, "version is a template's; remove it");
      } else if (file.value() instanceof Mapping mapping) {
        return new ChildDraft(null, null, mapping, log.pathOf(mapping), parameters);
      } else {
        log.add(file.value(), Values.wrong("file", "a map with a whole graph file", file.value()));
      }
    }
    return null;
  }

  private Map<String, ValueDraft> parameters(Entry of) {
    List<Entry> entries = values.entries(of, "a map, like {version: 1.0}");
    if (entries.size() > GraphFileLimits.PARAMETERS_MAX) {
      log.add(
          of,
          "there are %,d parameters; the limit is %,d"
              .formatted(entries.size(), GraphFileLimits.PARAMETERS_MAX));
      return Map.of();
    }
    var parameters = new LinkedHashMap<String, ValueDraft>();
    for (Entry entry : entries) {
      ValueDraft value = sources.value(entry, GraphFileLimits.VALUE_BYTES_MAX);
      if (Variables.check(entry, "parameter", log) && value != null) {
        parameters.put(entry.key(), value);
      }
    }
    return parameters;
  }

  /** Null when it does not, or when the file is wrong. */
  @Nullable Expand expand(Entry entry) {
    if (entry.value() instanceof Scalar scalar && scalar.kind() == Kind.BOOLEAN) {
      return isTrue(entry) ? new Expand(Expand.FILE_DEFAULT, Expand.JOBS_DEFAULT) : null;
    }
    String file = Expand.FILE_DEFAULT;
    Integer jobsMax = Expand.JOBS_DEFAULT;
    for (Entry part : values.entries(entry, "true, or a map like {file: graph.json}")) {
      switch (part.key()) {
        case "file" -> {
          file = values.path(part.value(), "file");
          if (file != null && Glob.is(file)) {
            log.add(part.value(), "file must be one file, not a glob");
          }
        }
        case "jobsMax" -> jobsMax = values.integer(part, 1, GraphFileLimits.JOBS_MAX);
        default -> values.unknown(part, Keys.EXPAND);
      }
    }
    return file == null || jobsMax == null ? null : new Expand(file, jobsMax);
  }
}
