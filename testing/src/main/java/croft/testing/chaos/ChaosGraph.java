package croft.testing.chaos;

import croft.protocol.client.Content;
import croft.protocol.client.Submission;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The graphs of the load: layers in which each job needs two of the layer before, one job that
 * fails at its first try, and, in some, a breakpoint in the middle.
 *
 * @param key its name on the farm, and what makes its submission one however often it is repeated
 * @param gate whether a breakpoint stands before the last layer
 */
record ChaosGraph(String key, boolean gate) {
  static final int LAYERS = 5;
  static final int WIDTH = 6;
  static final String GATE = "gate";
  static final String FLAKY = "flaky";

  /** What edits add. */
  static final String ADDED = "added";

  /** Jobs that workers run. */
  static final int WORK = LAYERS * WIDTH + 1;

  private static String job(int layer, int place) {
    return "l" + layer + "/" + place % WIDTH;
  }

  /** What each job needs, by key. */
  Map<String, List<String>> needs() {
    Map<String, List<String>> needs = new LinkedHashMap<>();
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int place = 0; place < WIDTH; place++) {
        List<String> of = new ArrayList<>();
        if (layer > 0) {
          of.add(job(layer - 1, place));
          of.add(job(layer - 1, place + 1));
        }
        if (gate && layer == LAYERS - 1) {
          of.add(GATE);
        }
        needs.put(job(layer, place), of);
      }
    }
    needs.put(FLAKY, List.of(job(0, 0)));
    if (gate) {
      needs.put(GATE, List.of(job(1, 0)));
    }
    return needs;
  }

  Submission submission() {
    StringBuilder text = new StringBuilder(4_000);
    text.append("{\"croft\":1,\"name\":\"").append(key).append("\"}\n");
    needs()
        .forEach(
            (job, needs) -> {
              text.append("{\"key\":\"").append(job).append('"');
              if (!needs.isEmpty()) {
                text.append(",\"needs\":[\"").append(String.join("\",\"", needs)).append("\"]");
              }
              text.append(
                  switch (job) {
                    case GATE -> ",\"breakpoint\":true}\n";
                    case FLAKY ->
                        ",\"script\":\"x\",\"retry\":{\"attempts\":9,\"on\":[\"failed\",\"lost\",\"workerStopped\"]}}\n";
                    default -> ",\"script\":\"x\"}\n";
                  });
            });
    return Submission.ndjson(Content.of(text.toString().getBytes(StandardCharsets.UTF_8)))
        .withKey(key);
  }
}
