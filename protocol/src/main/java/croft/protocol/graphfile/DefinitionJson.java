package croft.protocol.graphfile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Definitions as canonical JSON. Written by hand, in the order that RFC 8785 asks for: a graph may
 * have a hundred thousand of them.
 */
final class DefinitionJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private DefinitionJson() {}

  static String write(Definition d) {
    StringBuilder out = new StringBuilder(320 + d.script().length());
    out.append("{\"artifacts\":");
    strings(out, d.artifacts());
    out.append(",\"env\":{");
    String comma = "";
    for (var variable : d.env().entrySet()) {
      out.append(comma);
      string(out, variable.getKey());
      out.append(':');
      string(out, variable.getValue());
      comma = ",";
    }
    out.append('}');
    optional(out, ",\"files\":", d.files());
    List<Input> inputs = d.inputs();
    if (inputs != null) {
      out.append(",\"inputs\":[");
      for (int i = 0; i < inputs.size(); i++) {
        out.append(i == 0 ? "{\"files\":" : ",{\"files\":");
        string(out, inputs.get(i).files());
        optional(out, ",\"from\":", inputs.get(i).from());
        optional(out, ",\"to\":", inputs.get(i).to());
        out.append('}');
      }
      out.append(']');
    }
    out.append(",\"labels\":");
    strings(out, d.labels());
    out.append(",\"outputs\":");
    strings(out, d.outputs());
    out.append(",\"pool\":");
    string(out, d.pool());
    out.append(",\"reports\":{\"junit\":");
    strings(out, d.junitReports());
    out.append("},\"resources\":{\"cpus\":").append(d.resources().cpus());
    out.append(",\"gpus\":").append(d.resources().gpus());
    out.append(",\"memoryBytes\":").append(d.resources().memoryBytes());
    Retry retry = d.retry();
    out.append("},\"retry\":{\"attempts\":").append(retry.attempts());
    out.append(",\"backoffMaxSeconds\":").append(retry.backoffMax().toSeconds());
    out.append(",\"backoffSeconds\":").append(retry.backoff().toSeconds());
    out.append(",\"on\":");
    strings(out, Retry.words(retry.on()));
    out.append("},\"script\":");
    string(out, d.script());
    out.append(",\"timeoutSeconds\":").append(d.timeout().toSeconds()).append('}');
    return out.toString();
  }

  private static void optional(StringBuilder out, String name, @Nullable String value) {
    if (value != null) {
      out.append(name);
      string(out, value);
    }
  }

  private static void strings(StringBuilder out, List<String> strings) {
    out.append('[');
    for (int i = 0; i < strings.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      string(out, strings.get(i));
    }
    out.append(']');
  }

  private static void string(StringBuilder out, String s) {
    out.append('"');
    int done = 0;
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        out.append(s, done, i).append('\\');
        done = i + 1;
        switch (c) {
          case '"', '\\' -> out.append(c);
          case '\b' -> out.append('b');
          case '\t' -> out.append('t');
          case '\n' -> out.append('n');
          case '\f' -> out.append('f');
          case '\r' -> out.append('r');
          default -> out.append("u00").append(HEX[c >> 4]).append(HEX[c & 15]);
        }
      }
    }
    out.append(s, done, s.length()).append('"');
  }

  static Definition read(String json) {
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json)) {
      in.nextToken();
      Definition definition = new Reader(in).definition();
      if (in.nextToken() != null) {
        throw new IllegalArgumentException("a definition is one JSON object, but more follows");
      }
      return definition;
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not a definition: " + e.getOriginalMessage(), e);
    }
  }

  /** Reads with the parser on the first token of each value, and leaves it on the last. */
  private record Reader(JsonParser in) {
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
              case "env" -> d.env = env();
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
              default -> {
                return false;
              }
            }
            return true;
          });
      return d.build();
    }

    private SortedMap<String, String> env() {
      var env = new TreeMap<String, String>();
      object(
          name -> {
            env.put(name, text());
            return true;
          });
      return env;
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

    Definition build() {
      if (script == null) {
        throw new IllegalArgumentException("a definition has no script");
      }
      return new Definition(
          script, env, inputs, outputs, artifacts, junit, timeout, retry, pool, labels, resources,
          files);
    }
  }
}
