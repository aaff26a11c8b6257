package croft.bench;

import croft.protocol.client.Content;
import croft.protocol.client.Submission;
import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

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

  /**
   * Mixed operations on the jobs of a layered graph, all allowed: jobs added, replaced, linked,
   * held, deactivated, given a priority. The same for the same {@code time}.
   */
  static List<Operation> edits(int jobs, int count, int time) {
    var random = new java.util.Random(time);
    List<Operation> operations = new ArrayList<>(count);
    // The later half: what is deactivated there takes fewer others along.
    IntUnaryOperator any = from -> from + random.nextInt(jobs - from);
    for (int number = 0; number < count; number++) {
      String key = key(any.applyAsInt(jobs / 2));
      operations.add(
          switch (number % 10) {
            case 0, 1, 2, 3 ->
                Operation.job(
                    Op.ADD,
                    "new/" + time + "/" + number,
                    Map.of("script", "true", "needs", List.of(key)));
            case 4, 5 ->
                Operation.edge(Op.LINK, key(random.nextInt(jobs / 4)), key, "needs", "finished");
            case 6 ->
                Operation.job(
                    Op.REPLACE, key(number), Map.of("script", "true " + number % 100 + time));
            case 7 -> Operation.on(Op.HOLD, List.of(key));
            case 8 -> Operation.on(Op.DEACTIVATE, List.of(key(jobs - 1 - random.nextInt(1_000))));
            default ->
                new Operation(
                    Op.SET_PRIORITY,
                    List.of(key),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    number % 100,
                    null,
                    null);
          });
    }
    return operations;
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
