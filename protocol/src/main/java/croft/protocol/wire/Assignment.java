package croft.protocol.wire;

import croft.protocol.Limits;
import croft.protocol.json.RawJson;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One attempt that a worker is to run.
 *
 * @param graph the graph's number
 * @param job the job's number in the graph
 * @param key the job's stable name
 * @param project the project's name
 * @param attempt from 1
 * @param nonce proves in later calls that the attempt is this worker's
 * @param revision of the graph, from 1
 * @param definition what to do: the text of a {@link Definition}, passed through unread
 * @param parameters the graph's parameters, for the job's environment
 * @param inputs files to fetch into the work folder before the script starts
 */
public record Assignment(
    long graph,
    int job,
    String key,
    String project,
    int attempt,
    UUID nonce,
    int revision,
    RawJson definition,
    Map<String, String> parameters,
    List<InputFile> inputs) {
  public Assignment {
    Check.attempt(graph, job, attempt);
    Check.name("key", key);
    Check.name("project", project);
    Check.present("nonce", nonce);
    Check.range("revision", revision, 1, Integer.MAX_VALUE);
    Check.present("definition", definition);
    parameters = Check.values("parameters", parameters, Limits.PARAMETERS_MAX);
    inputs = Check.list("inputs", inputs, Limits.INPUTS_MAX);
  }

  public AttemptId id() {
    return new AttemptId(graph, job, attempt);
  }
}
