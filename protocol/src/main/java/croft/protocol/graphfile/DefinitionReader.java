package croft.protocol.graphfile;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads definitions from JSON, with the parser on the first token of each value, and leaves it on
 * the last.
 */
record DefinitionReader(JsonParser in) {
  private static final JsonFactory JSON = new JsonFactory();

  static Definition read(String json) {
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json)) {
      in.nextToken();
      Definition definition = new DefinitionReader(in).definition();
      if (in.nextToken() != null) {
        throw new IllegalArgumentException("a definition is one JSON object, but more follows");
      }
      return definition;
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not a definition: " + e.getOriginalMessage(), e);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not a definition: " + e.getMessage(), e);
    }
  }

  /** Reads the value of one member; the parser is on its first token. */
  private interface Member {
    /** Whether it knew the member and read it. */
    boolean read(String name);
  }

  Definition definition() {
    var d = new Builder();
    object(
        name -> {
          switch (name) {
            case "script" -> d.script = text();
            case "env" -> d.env = map();
            case "inputs" -> d.inputs = inputs();
            case "outputs" -> d.outputs = texts();
            case "artifacts" -> d.artifacts = texts();
            case "reports" ->
                object(
                    report -> {
                      if (report.equals("junit")) {
                        d.junit = texts();
                        return true;
                      }
                      return false;
                    });
            case "timeoutSeconds" -> d.timeout = Duration.ofSeconds(number());
            case "retry" -> d.retry = retry();
            case "pool" -> d.pool = text();
            case "labels" -> d.labels = texts();
            case "resources" -> d.resources = resources();
            case "files" -> d.files = text();
            case "breakpoint" -> d.kind = breakpoint();
            case "notify" -> d.kind = notification();
            case "timer" -> d.kind = timer();
            case "graph" -> d.kind = child();
            case "expand" -> d.expand = expand();
            case "source" -> d.source = source();
            default -> {
              return false;
            }
          }
          return true;
        });
    return d.build();
  }

  private SortedMap<String, String> map() {
    var map = new TreeMap<String, String>();
    object(
        name -> {
          map.put(name, text());
          return true;
        });
    return map;
  }

  private List<Input> inputs() {
    var inputs = new ArrayList<Input>();
    expect(JsonToken.START_ARRAY, "a list");
    while (in.nextToken() != JsonToken.END_ARRAY) {
      String[] parts = new String[3];
      object(
          name -> {
            int part =
                switch (name) {
                  case "from" -> 0;
                  case "files" -> 1;
                  case "to" -> 2;
                  default -> -1;
                };
            if (part >= 0) {
              parts[part] = text();
            }
            return part >= 0;
          });
      if (parts[1] == null) {
        throw new IllegalArgumentException("an input of a definition has no files");
      }
      inputs.add(new Input(parts[0], parts[1], parts[2]));
    }
    return inputs;
  }

  private Retry retry() {
    int[] attempts = {Retry.DEFAULT.attempts()};
    long[] backoff = {0, 0};
    var on = EnumSet.noneOf(Retry.Cause.class);
    object(
        name -> {
          switch (name) {
            case "attempts" -> attempts[0] = Math.toIntExact(number());
            case "backoffSeconds" -> backoff[0] = number();
            case "backoffMaxSeconds" -> backoff[1] = number();
            case "on" -> texts().forEach(word -> on.add(cause(word)));
            default -> {
              return false;
            }
          }
          return true;
        });
    return new Retry(
        attempts[0],
        on,
        Duration.ofSeconds(backoff[0]),
        Duration.ofSeconds(Math.max(backoff[0], backoff[1])));
  }

  private static Retry.Cause cause(String word) {
    for (Retry.Cause cause : Retry.Cause.values()) {
      if (cause.text().equals(word)) {
        return cause;
      }
    }
    throw new IllegalArgumentException("unknown word in retry.on: " + word);
  }

  private Resources resources() {
    long[] amounts = {0, 0, 0};
    object(
        name -> {
          switch (name) {
            case "cpus" -> amounts[0] = number();
            case "memoryBytes" -> amounts[1] = number();
            case "gpus" -> amounts[2] = number();
            default -> {
              return false;
            }
          }
          return true;
        });
    return new Resources(Math.toIntExact(amounts[0]), amounts[1], Math.toIntExact(amounts[2]));
  }

  /** The texts and numbers of an object of scalars; absent ones are null. */
  private record Scalars(Map<String, String> texts, Map<String, Long> numbers) {
    String text(String name) {
      String text = texts.get(name);
      if (text == null) {
        throw new IllegalArgumentException("not a definition: " + name + " is missing");
      }
      return text;
    }

    long number(String name, long absent) {
      return numbers.getOrDefault(name, absent);
    }
  }

  /** Reads an object; members of other kinds than scalars are the caller's. */
  private Scalars scalars(Member other) {
    var scalars = new Scalars(new HashMap<>(), new HashMap<>());
    object(
        name -> {
          switch (in.currentToken()) {
            case VALUE_STRING, VALUE_TRUE, VALUE_FALSE -> scalars.texts.put(name, in.getString());
            case VALUE_NUMBER_INT -> scalars.numbers.put(name, in.getLongValue());
            default -> {
              return other.read(name);
            }
          }
          return true;
        });
    return scalars;
  }

  private JobKind breakpoint() {
    var approvers = new ArrayList<JobKind.Approver>();
    Scalars parts =
        scalars(
            name -> {
              if (name.equals("approvers")) {
                texts().forEach(text -> approvers.add(approver(text)));
                return true;
              }
              return false;
            });
    long timeout = parts.number("timeoutSeconds", 0);
    return new JobKind.Breakpoint(
        approvers,
        timeout == 0 ? null : Duration.ofSeconds(timeout),
        onTimeout(parts.texts.getOrDefault("onTimeout", "fail")),
        "true".equals(parts.texts.get("notAuthor")),
        parts.texts.get("latch"),
        parts.texts.getOrDefault("message", ""));
  }

  private static JobKind.Approver approver(String text) {
    JobKind.Approver approver = JobKind.Approver.parse(text);
    if (approver == null) {
      throw new IllegalArgumentException("not an approver: " + text);
    }
    return approver;
  }

  private static JobKind.OnTimeout onTimeout(String word) {
    for (JobKind.OnTimeout known : JobKind.OnTimeout.values()) {
      if (known.text().equals(word)) {
        return known;
      }
    }
    throw new IllegalArgumentException("unknown word in onTimeout: " + word);
  }

  private JobKind notification() {
    Scalars parts = scalars(_ -> false);
    return new JobKind.Notify(parts.text("message"), parts.texts.get("topic"));
  }

  private JobKind timer() {
    Scalars parts = scalars(_ -> false);
    String at = parts.texts.get("at");
    return at == null
        ? new JobKind.Timer.After(Duration.ofSeconds(parts.number("afterSeconds", 0)))
        : new JobKind.Timer.At(Instant.parse(at));
  }

  private JobKind child() {
    var parameters = new TreeMap<String, String>();
    Scalars parts =
        scalars(
            name -> {
              if (name.equals("parameters")) {
                parameters.putAll(map());
                return true;
              }
              return false;
            });
    String file = parts.texts.get("file");
    if (file != null) {
      return new JobKind.ChildGraph.OfFile(file, parameters);
    }
    long version = parts.number("version", 0);
    return new JobKind.ChildGraph.OfTemplate(
        parts.text("template"), version == 0 ? null : Math.toIntExact(version), parameters);
  }

  private Expand expand() {
    Scalars parts = scalars(_ -> false);
    return new Expand(
        parts.text("file"), Math.toIntExact(parts.number("jobsMax", Expand.JOBS_DEFAULT)));
  }

  private Source source() {
    Scalars parts = scalars(_ -> false);
    return new Source(
        parts.text("repository"),
        parts.texts.get("revision"),
        parts.texts.get("path"),
        parts.texts.get("commit"));
  }

  private void object(Member member) {
    expect(JsonToken.START_OBJECT, "an object");
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      if (!member.read(name)) {
        in.skipChildren();
      }
    }
  }

  private List<String> texts() {
    var texts = new ArrayList<String>();
    expect(JsonToken.START_ARRAY, "a list");
    while (in.nextToken() != JsonToken.END_ARRAY) {
      texts.add(text());
    }
    return texts;
  }

  private String text() {
    expect(JsonToken.VALUE_STRING, "a string");
    return in.getString();
  }

  private long number() {
    expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
    return in.getLongValue();
  }

  private void expect(JsonToken token, String words) {
    if (in.currentToken() != token) {
      String where = in.streamReadContext().pathAsPointer().toString();
      throw new IllegalArgumentException(
          "not a definition: " + (where.isEmpty() ? "it" : where) + " must be " + words);
    }
  }

  private static final class Builder {
    private @Nullable String script;
    private SortedMap<String, String> env = new TreeMap<>();
    private @Nullable List<Input> inputs;
    private List<String> outputs = List.of();
    private List<String> artifacts = List.of();
    private List<String> junit = List.of();
    private Duration timeout = GraphFileLimits.TIMEOUT_DEFAULT;
    private Retry retry = Retry.DEFAULT;
    private String pool = "default";
    private List<String> labels = List.of();
    private Resources resources = Resources.NONE;
    private @Nullable String files;
    private JobKind kind = new JobKind.Script();
    private @Nullable Expand expand;
    private @Nullable Source source;

    Definition build() {
      if (script == null && kind instanceof JobKind.Script) {
        throw new IllegalArgumentException("a definition has no script");
      }
      return new Definition(
          script == null ? "" : script,
          env,
          inputs,
          outputs,
          artifacts,
          junit,
          timeout,
          retry,
          pool,
          labels,
          resources,
          files,
          kind,
          expand,
          source);
    }
  }
}
