package croft.protocol.graphfile;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Definitions as canonical JSON. Written by hand, in the order that RFC 8785 asks for: a graph may
 * have a hundred thousand of them.
 */
final class DefinitionJson {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private DefinitionJson() {}

  static String write(Definition d) {
    StringBuilder out = new StringBuilder(320 + d.script().length());
    out.append("{\"artifacts\":");
    strings(out, d.artifacts());
    if (d.kind() instanceof JobKind.Breakpoint breakpoint) {
      breakpoint(out, breakpoint);
    }
    out.append(",\"env\":");
    texts(out, d.env());
    Expand expand = d.expand();
    if (expand != null) {
      out.append(",\"expand\":{\"file\":");
      string(out, expand.file());
      out.append(",\"jobsMax\":").append(expand.jobsMax()).append('}');
    }
    optional(out, ",\"files\":", d.files());
    if (d.kind() instanceof JobKind.ChildGraph child) {
      child(out, child);
    }
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
    if (d.kind() instanceof JobKind.Notify notify) {
      out.append(",\"notify\":{\"message\":");
      string(out, notify.message());
      optional(out, ",\"topic\":", notify.topic());
      out.append('}');
    }
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
    Source source = d.source();
    if (source != null) {
      out.append(",\"source\":{");
      optional(out, "\"commit\":", source.commit());
      optional(out, source.commit() == null ? "\"path\":" : ",\"path\":", source.path());
      out.append(source.commit() == null && source.path() == null ? "" : ",");
      optional(out, "\"repository\":", source.repository());
      optional(out, ",\"revision\":", source.revision());
      out.append('}');
    }
    out.append(",\"timeoutSeconds\":").append(d.timeout().toSeconds());
    if (d.kind() instanceof JobKind.Timer timer) {
      switch (timer) {
        case JobKind.Timer.After(Duration delay) ->
            out.append(",\"timer\":{\"afterSeconds\":").append(delay.toSeconds()).append('}');
        case JobKind.Timer.At(Instant time) ->
            out.append(",\"timer\":{\"at\":\"").append(time).append("\"}");
      }
    }
    return out.append('}').toString();
  }

  private static void breakpoint(StringBuilder out, JobKind.Breakpoint breakpoint) {
    out.append(",\"breakpoint\":{\"approvers\":");
    strings(out, breakpoint.approvers().stream().map(JobKind.Approver::text).toList());
    optional(out, ",\"latch\":", breakpoint.latch());
    optional(out, ",\"message\":", breakpoint.message());
    out.append(",\"notAuthor\":").append(breakpoint.notAuthor());
    optional(out, ",\"onTimeout\":", breakpoint.onTimeout().text());
    if (breakpoint.timeout() != null) {
      out.append(",\"timeoutSeconds\":").append(breakpoint.timeout().toSeconds());
    }
    out.append('}');
  }

  private static void child(StringBuilder out, JobKind.ChildGraph child) {
    out.append(",\"graph\":{");
    switch (child) {
      case JobKind.ChildGraph.OfFile(String file, _) -> {
        out.append("\"file\":");
        string(out, file);
        out.append(",\"parameters\":");
        texts(out, child.parameters());
      }
      case JobKind.ChildGraph.OfTemplate(String template, Integer version, _) -> {
        out.append("\"parameters\":");
        texts(out, child.parameters());
        out.append(",\"template\":");
        string(out, template);
        if (version != null) {
          out.append(",\"version\":").append(version);
        }
      }
    }
    out.append('}');
  }

  private static void texts(StringBuilder out, SortedMap<String, String> texts) {
    String comma = "{";
    for (var text : texts.entrySet()) {
      out.append(comma);
      string(out, text.getKey());
      out.append(':');
      string(out, text.getValue());
      comma = ",";
    }
    out.append(texts.isEmpty() ? "{}" : "}");
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

  static void string(StringBuilder out, String s) {
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
}
