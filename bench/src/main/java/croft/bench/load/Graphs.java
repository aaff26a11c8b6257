package croft.bench.load;

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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The graphs of the scenarios, as NDJSON. */
public final class Graphs {
  /** Runs nothing at a simulated worker. */
  private static final String NOTHING = "\"script\":\"true\",\"inputs\":[]";

  private Graphs() {}

  /** Jobs without dependencies. */
  public static Submission flat(int jobs) {
    return of("flat", jobs, _ -> "", NOTHING);
  }

  /** Each job needs the one before it. */
  public static Submission chain(int jobs) {
    return of("chain", jobs, Graphs::theOneBefore, NOTHING);
  }

  /** The same, for workers of another pool. */
  public static Submission chain(int jobs, String pool) {
    return of("chain", jobs, Graphs::theOneBefore, NOTHING + ",\"pool\":\"" + pool + "\"");
  }

  private static String theOneBefore(int job) {
    return job == 0 ? "" : needs(job - 1);
  }

  /** A first job; so many that need it; and a last one that needs all of those. */
  public static Submission fan(int width) {
    return of(
        "fan",
        width + 2,
        job ->
            job == 0
                ? ""
                : needs(job <= width ? new int[] {0} : IntStream.rangeClosed(1, width).toArray()),
        NOTHING);
  }

  /** Layers of {@code width} jobs; each job needs three of the layer before. */
  public static Submission layered(int jobs, int width) {
    return of("layered", jobs, job -> threeBefore(job, width), NOTHING);
  }

  /** The same with a script that is really run, without inputs. */
  public static Submission layered(int jobs, int width, String script) {
    return of(
        "layered",
        jobs,
        job -> threeBefore(job, width),
        "\"script\":\"" + script + "\",\"inputs\":[]");
  }

  /** The jobs that a job of a layered graph needs, each once; none for those of the first layer. */
  public static int[] layeredNeeds(int job, int width) {
    int layer = job / width;
    if (layer == 0) {
      return new int[0];
    }
    int first = (layer - 1) * width;
    int at = job % width;
    return IntStream.of(first + at, first + (at * 7 + 1) % width, first + (at * 13 + 5) % width)
        .distinct()
        .toArray();
  }

  private static String threeBefore(int job, int width) {
    int[] needs = layeredNeeds(job, width);
    return needs.length == 0 ? "" : needs(needs);
  }

  /**
   * Mixed operations on the jobs of a layered graph, all allowed: jobs added, replaced, linked,
   * held, deactivated, given a priority. The same for the same {@code time}.
   */
  public static List<Operation> edits(int jobs, int count, int time) {
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
            default -> Operation.priority(List.of(key), number % 100);
          });
    }
    return operations;
  }

  private static String needs(int... jobs) {
    return IntStream.of(jobs)
        .mapToObj(job -> '"' + key(job) + '"')
        .collect(Collectors.joining(",", "\"needs\":[", "],"));
  }

  private static String key(int job) {
    return "j/" + job;
  }

  private static Submission of(
      String name, int jobs, IntFunction<String> dependencies, String rest) {
    StringBuilder text = new StringBuilder(jobs * 100 + 100);
    text.append("{\"croft\":1,\"name\":\"").append(name).append("\"}\n");
    for (int job = 0; job < jobs; job++) {
      text.append("{\"key\":\"").append(key(job)).append("\",");
      text.append(dependencies.apply(job)).append(rest).append("}\n");
    }
    return Submission.ndjson(Content.of(text.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
