package croft.protocol.graphfile;

import croft.protocol.graphfile.JobReader.Defaults;
import croft.protocol.graphfile.Node.Entry;
import croft.protocol.graphfile.Node.Kind;
import croft.protocol.graphfile.Node.Mapping;
import croft.protocol.graphfile.Node.Scalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
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
    List<Parameter> parameters = null;
    List<String> fileGlobs = List.of();
    String files = options.files();
    Defaults defaults = Defaults.NONE;
    Subject subject = Subject.NONE;
    List<String> tags = List.of();
    Integer priority = null;
    Duration deadline = null;
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
        case "parameters" -> parameters = parameters(entry);
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
    if (parameters == null) {
      parameters = List.of();
      refuseUnknown(parameters);
    }
    return new Header(
        name == null ? "" : name,
        description == null ? "" : description,
        parameters,
        fileGlobs,
        files,
        defaults,
        subject,
        tags,
        priority == null ? 0 : priority,
        deadline);
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

  private List<Parameter> parameters(Entry of) {
    List<Entry> entries = values.entries(of, "a map, like {version: {default: 1.0}}");
    if (entries.size() > GraphFileLimits.PARAMETERS_MAX) {
      log.add(
          of,
          "there are %,d parameters; the limit is %,d"
              .formatted(entries.size(), GraphFileLimits.PARAMETERS_MAX));
      return List.of();
    }
    var parameters = new ArrayList<Parameter>();
    for (Entry entry : entries) {
      if (Variables.check(entry, "parameter", log)) {
        parameters.add(parameter(entry));
      }
    }
    Variables.checkDistinct(parameters.stream().map(Parameter::name).toList(), of, log);
    refuseUnknown(parameters);
    return parameters;
  }

  private Parameter parameter(Entry entry) {
    String description = "";
    String byDefault = null;
    int faults = log.count();
    for (Entry part : values.entries(entry, "a map, like {default: 1.0, description: ...}")) {
      switch (part.key()) {
        case "default" -> byDefault = values.text(part, GraphFileLimits.VALUE_BYTES_MAX);
        case "description" -> {
          String text = values.text(part, GraphFileLimits.TEXT_BYTES_MAX);
          description = text == null ? "" : text;
        }
        default -> values.unknown(part, Keys.PARAMETER);
      }
    }
    String name = entry.key();
    String set = options.set().get(name);
    if (set != null) {
      var node = new Scalar(Kind.STRING, set, entry.keyAt());
      values.text(
          node, "the value given for the parameter " + name, GraphFileLimits.VALUE_BYTES_MAX);
    } else if (byDefault == null && log.count() == faults) {
      log.add(
          entry,
          "the parameter %s has no value; set it (--set %s=...), or give it a default"
              .formatted(name, name));
    }
    String value = set != null ? set : byDefault;
    return new Parameter(name, description, byDefault, value == null ? "" : value);
  }

  /** Values that were given for parameters which the file does not have. */
  private void refuseUnknown(List<Parameter> parameters) {
    List<String> names = parameters.stream().map(Parameter::name).toList();
    for (String name : new TreeSet<>(options.set().keySet())) {
      if (!names.contains(name)) {
        log.add(
            Position.START,
            "parameters",
            "a value was given for the parameter "
                + Quoted.text(name)
                + ", which the file does not have"
                + nearest.suggestion(name, names));
      }
    }
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
