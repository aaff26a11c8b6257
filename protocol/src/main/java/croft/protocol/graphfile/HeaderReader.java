package croft.protocol.graphfile;

import croft.protocol.graphfile.JobReader.Defaults;
import croft.protocol.graphfile.Node.Entry;
import croft.protocol.graphfile.Node.Kind;
import croft.protocol.graphfile.Node.Mapping;
import croft.protocol.graphfile.Node.Scalar;
import croft.protocol.graphfile.Node.Sequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the keys of the top level other than {@code jobs}. */
final class HeaderReader {
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  private final FaultLog log;
  private final Values values;
  private final Nearest nearest;
  private final JobReader jobs;
  private final ParseOptions options;

  HeaderReader(FaultLog log, Values values, Nearest nearest, JobReader jobs, ParseOptions options) {
    this.log = log;
    this.values = values;
    this.nearest = nearest;
    this.jobs = jobs;
    this.options = options;
  }

  Header read(List<Entry> entries) {
    var root = new Mapping(entries, Position.START);
    log.scope("", root);
    String name = null;
    String description = null;
    Entry parameters = null;
    List<String> fileGlobs = List.of();
    String files = options.files();
    Defaults defaults = Defaults.NONE;
    Subject subject = Subject.NONE;
    List<String> tags = List.of();
    Integer priority = null;
    Duration deadline = null;
    SourceDraft source = null;
    String latch = null;
    List<Expectation> expectations = List.of();
    Integer growthJobsMax = null;
    long limitsAt = Position.START;
    Generator generator = null;
    boolean named = false;
    boolean versioned = false;
    for (Entry entry : values.entries(root, "", "")) {
      switch (entry.key()) {
        case "croft" -> {
          versioned = true;
          version(entry);
        }
        case "name" -> {
          named = true;
          name = values.name(entry.value(), "name");
        }
        case "description" -> description = values.text(entry, GraphFileLimits.TEXT_BYTES_MAX);
        case "parameters" -> parameters = entry;
        case "files" -> {
          if (entry.value() instanceof Scalar digest && digest.text().startsWith("sha256:")) {
            files = files == null ? digest(digest) : files;
          } else {
            fileGlobs =
                values.list(entry, GraphFileLimits.GLOBS_MAX, node -> values.path(node, "files"));
          }
        }
        case "defaults" -> defaults = jobs.defaults(entry);
        case "subject" -> subject = subject(entry);
        case "tags" -> tags = values.names(entry, GraphFileLimits.TAGS_MAX);
        case "priority" ->
            priority =
                values.integer(entry, -GraphFileLimits.PRIORITY_MAX, GraphFileLimits.PRIORITY_MAX);
        case "deadline" ->
            deadline = values.duration(entry, Duration.ofMillis(1), GraphFileLimits.DURATION_MAX);
        case "source" -> source = new SourceReader(log, values, nearest).source(entry);
        case "latch" -> latch = values.name(entry.value(), "latch");
        case "expect" -> expectations = expectations(entry);
        case "limits" -> {
          growthJobsMax = jobsMax(entry);
          limitsAt = entry.keyAt();
        }
        case "generator" -> generator = generator(entry);
        case "jobs" -> log.add(entry.value(), Values.wrong("jobs", "a map of jobs", entry.value()));
        default -> values.unknown(entry, Keys.TOP);
      }
    }
    if (!versioned) {
      log.add(Position.START, "", "croft is missing; add croft: 1, the version of the file format");
    }
    if (!named) {
      log.add(Position.START, "", "name is missing; add name: and what the graph is called");
    }
    return new Header(
        name == null ? "" : name,
        description == null ? "" : description,
        new ParameterReader(log, values, nearest, options).read(parameters),
        fileGlobs,
        files,
        defaults,
        subject,
        tags,
        priority == null ? 0 : priority,
        deadline,
        source,
        latch,
        expectations,
        growthJobsMax,
        limitsAt,
        generator);
  }

  private void version(Entry entry) {
    if (!(entry.value() instanceof Scalar scalar)
        || scalar.kind() != Kind.NUMBER
        || !scalar.text().equals("1")) {
      log.add(entry.value(), Values.wrong("croft", "1", entry.value()));
    }
  }

  private @Nullable String digest(Scalar scalar) {
    if (DIGEST.matcher(scalar.text()).matches()) {
      return scalar.text();
    }
    log.add(scalar, "files must be a list of globs, or sha256: and 64 hexadecimal digits");
    return null;
  }

  private List<Expectation> expectations(Entry of) {
    List<Node> items =
        of.value() instanceof Sequence sequence ? sequence.items() : List.of(of.value());
    if (items.size() > GraphFileLimits.EXPECTATIONS_MAX) {
      log.add(
          of,
          "expect has %,d entries; the limit is %,d"
              .formatted(items.size(), GraphFileLimits.EXPECTATIONS_MAX));
      return List.of();
    }
    var expectations = new ArrayList<Expectation>();
    for (Node item : items) {
      Expectation expectation = expectation(item);
      if (expectation != null) {
        expectations.add(expectation);
      }
    }
    return List.copyOf(expectations);
  }

  private @Nullable Expectation expectation(Node node) {
    Node that = node;
    String message = "";
    if (!(node instanceof Scalar)) {
      that = null;
      int faults = log.count();
      for (Entry part :
          values.entries(node, "an expectation", "a map, like {that: \"size(jobs) > 3\"}")) {
        switch (part.key()) {
          case "that" -> that = part.value();
          case "message" -> {
            String text = values.text(part, GraphFileLimits.TEXT_BYTES_MAX);
            message = text == null ? "" : text;
          }
          default -> values.unknown(part, Keys.EXPECTATION);
        }
      }
      if (that == null) {
        if (log.count() == faults) {
          log.add(node, "the expectation has no expression; add that: with one in CEL");
        }
        return null;
      }
    }
    String text = values.text(that, "an expression", GraphFileLimits.EXPRESSION_BYTES_MAX);
    if (text != null && text.isBlank()) {
      log.add(that, "the expression is empty; write one in CEL");
      return null;
    }
    return text == null
        ? null
        : new Expectation(
            text, message, log.pathOf(that), Position.line(that.at()), Position.column(that.at()));
  }

  private @Nullable Integer jobsMax(Entry of) {
    Integer jobsMax = null;
    for (Entry part : values.entries(of, "a map, like {jobsMax: 500}")) {
      if (part.key().equals("jobsMax")) {
        jobsMax = values.integer(part, 1, GraphFileLimits.JOBS_MAX);
      } else {
        values.unknown(part, Keys.LIMITS);
      }
    }
    return jobsMax;
  }

  private @Nullable Generator generator(Entry of) {
    String command = null;
    String sha256 = null;
    int faults = log.count();
    for (Entry part : values.entries(of, "a map, like {command: ./graph.py}")) {
      switch (part.key()) {
        case "command" -> command = values.text(part, GraphFileLimits.TEXT_BYTES_MAX);
        case "sha256" -> {
          if (part.value() instanceof Scalar digest && DIGEST.matcher(digest.text()).matches()) {
            sha256 = digest.text();
          } else {
            log.add(
                part.value(),
                Values.wrong("sha256", "sha256: and 64 hexadecimal digits", part.value()));
          }
        }
        default -> values.unknown(part, Keys.GENERATOR);
      }
    }
    if (command == null && log.count() == faults) {
      log.add(of, "generator has no command; add the one that printed this file");
    }
    return command == null ? null : new Generator(command, sha256);
  }

  private Subject subject(Entry of) {
    Map<String, String> texts = new HashMap<>();
    List<String> parents = List.of();
    for (Entry part : values.entries(of, "a map, like {branch: main, commit: ...}")) {
      if (part.key().equals("parents")) {
        parents =
            values.list(
                part,
                GraphFileLimits.PARENTS_MAX,
                node -> values.text(node, "parents", GraphFileLimits.NAME_BYTES_MAX));
      } else if (Keys.SUBJECT.contains(part.key())) {
        boolean id = part.key().equals("commit") || part.key().equals("push");
        String text =
            values.text(part, id ? GraphFileLimits.NAME_BYTES_MAX : GraphFileLimits.TEXT_BYTES_MAX);
        if (text != null) {
          texts.put(part.key(), text);
        }
      } else {
        values.unknown(part, Keys.SUBJECT);
      }
    }
    return new Subject(
        texts.get("repository"),
        texts.get("branch"),
        texts.get("commit"),
        parents,
        texts.get("push"),
        texts.get("author"),
        texts.get("title"),
        texts.get("review"));
  }
}
