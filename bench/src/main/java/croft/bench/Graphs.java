package croft.bench;

import croft.protocol.client.Content;
import croft.protocol.client.Submission;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/** The graphs of the scenarios, as NDJSON. */
final class Graphs {
  private static final String JOB = ",\"script\":\"true\",\"inputs\":[]}\n";

  private Graphs() {}

  /** Jobs without dependencies. */
  static Submission flat(int jobs) {
    return of("flat", jobs, _ -> "");
  }

  /** Each job needs the one before it. */
  static Submission chain(int jobs) {
    return of("chain", jobs, job -> job == 0 ? "" : needs(job - 1));
  }

  /** Layers of {@code width} jobs; each job needs three of the layer before. */
  static Submission layered(int jobs, int width) {
    return of(
        "layered",
        jobs,
        job -> {
          int layer = job / width;
          if (layer == 0) {
            return "";
          }
          int first = (layer - 1) * width;
          int at = job % width;
          return needs(first + at, first + (at * 7 + 1) % width, first + (at * 13 + 5) % width);
        });
  }

  private static String needs(int... jobs) {
    StringBuilder text = new StringBuilder(",\"needs\":[");
    int[] distinct = java.util.Arrays.stream(jobs).distinct().toArray();
    for (int at = 0; at < distinct.length; at++) {
      text.append(at == 0 ? "\"" : ",\"").append(key(distinct[at])).append('"');
    }
    return text.append(']').toString();
  }

  private static String key(int job) {
    return "j/" + job;
  }

  private static Submission of(String name, int jobs, IntFunction<String> dependencies) {
    StringBuilder text = new StringBuilder(jobs * 100 + 100);
    text.append("{\"croft\":1,\"name\":\"").append(name).append("\"}\n");
    for (int job = 0; job < jobs; job++) {
      text.append("{\"key\":\"").append(key(job)).append('"');
      text.append(dependencies.apply(job)).append(JOB);
    }
    return Submission.ndjson(Content.of(text.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
