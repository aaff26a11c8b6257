package croft.protocol.client;

import croft.protocol.json.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A graph on its way to the farm.
 *
 * @param mediaType how it is written
 * @param graph the file
 * @param set values of parameters, by name
 * @param paused whether nothing may be claimed until someone resumes it
 * @param draft whether it is only stored, to be edited, until someone starts it
 * @param noReuse whether its jobs take no results of equal ones, whatever they say
 * @param files digest of the bundle that was uploaded for it; null for none
 * @param ifMatch token of the plan that it must be what it says; null for none
 * @param idempotencyKey the farm makes one graph of all submissions with this key
 */
public record Submission(
    String mediaType,
    Content graph,
    Map<String, String> set,
    boolean paused,
    boolean draft,
    boolean noReuse,
    @Nullable Digest files,
    @Nullable String ifMatch,
    String idempotencyKey) {
  public static final String YAML = "application/yaml";
  public static final String JSON = "application/json";
  public static final String NDJSON = "application/x-ndjson";

  public Submission {
    set = Map.copyOf(set);
  }

  /** A graph file in YAML. The key is random: repeats of this very submission are one graph. */
  public static Submission yaml(String text) {
    return of(YAML, Content.of(text));
  }

  /** A graph file in JSON. */
  public static Submission json(String text) {
    return of(JSON, Content.of(text));
  }

  /** A line for the graph's header, then one for each job. */
  public static Submission ndjson(Content lines) {
    return of(NDJSON, lines);
  }

  /** A file on disk; how it is written is told by its name: .json, .ndjson, else YAML. */
  public static Submission file(Path file) throws IOException {
    String name = file.toString();
    String type = name.endsWith(".json") ? JSON : name.endsWith(".ndjson") ? NDJSON : YAML;
    return of(type, Content.of(file));
  }

  private static Submission of(String mediaType, Content graph) {
    return new Submission(
        mediaType, graph, Map.of(), false, false, false, null, null, UUID.randomUUID().toString());
  }

  public Submission withParameter(String name, String value) {
    var more = new LinkedHashMap<>(set);
    more.put(name, value);
    return new Submission(
        mediaType, graph, more, paused, draft, noReuse, files, ifMatch, idempotencyKey);
  }

  public Submission asPaused() {
    return new Submission(
        mediaType, graph, set, true, draft, noReuse, files, ifMatch, idempotencyKey);
  }

  public Submission asDraft() {
    return new Submission(
        mediaType, graph, set, paused, true, noReuse, files, ifMatch, idempotencyKey);
  }

  public Submission withoutReuse() {
    return new Submission(
        mediaType, graph, set, paused, draft, true, files, ifMatch, idempotencyKey);
  }

  public Submission asPlanned(String token) {
    return new Submission(
        mediaType, graph, set, paused, draft, noReuse, files, token, idempotencyKey);
  }

  public Submission withFiles(Digest bundle) {
    return new Submission(
        mediaType, graph, set, paused, draft, noReuse, bundle, ifMatch, idempotencyKey);
  }

  public Submission withKey(String key) {
    return new Submission(mediaType, graph, set, paused, draft, noReuse, files, ifMatch, key);
  }
}
