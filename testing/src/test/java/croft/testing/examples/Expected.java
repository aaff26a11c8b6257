package croft.testing.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How an example ends, from the file {@code expected.txt} beside its graph. Each line is one of:
 *
 * <pre>
 *   # a remark
 *   slow                   takes longer than tests usually may, or needs the network
 *   needs LABEL …          only where the worker has these labels
 *   run NAME OPTION …      put it as a template of this name, and run that so
 *   graph STATE            how the graph ends; succeeded if not told
 *   job KEY STATE          how a job ends; succeeded if not told
 *   log KEY TEXT           a line of a job's log
 *   draft COMMAND          it is stored as a draft, this is run, and then it is started
 *   again KEY …            submitted once more, these jobs take the results that they had
 *   approve KEY            a breakpoint that a program approves when it asks
 *   then COMMAND           what is run after it, with {graph} for the graph's number; ends with 0
 * </pre>
 *
 * @param run what {@code croft run} is given; empty to submit the file
 * @param states of jobs that do not end as succeeded
 * @param logs a line for each job
 * @param approvals keys of breakpoints, in the order in which they ask
 * @param drafting commands for the draft; empty if it starts at once
 * @param again keys of jobs that are reused
 * @param then further commands, the words of each with spaces between
 */
record Expected(
    boolean slow,
    List<String> labels,
    List<String> run,
    String graph,
    Map<String, String> states,
    Map<String, String> logs,
    List<String> approvals,
    List<String> drafting,
    List<String> again,
    List<String> then) {

  static Expected of(Path folder) throws IOException {
    boolean slow = false;
    List<String> labels = new ArrayList<>();
    List<String> run = List.of();
    String graph = "succeeded";
    Map<String, String> states = new LinkedHashMap<>();
    Map<String, String> logs = new LinkedHashMap<>();
    List<String> approvals = new ArrayList<>();
    List<String> drafting = new ArrayList<>();
    List<String> again = List.of();
    List<String> then = new ArrayList<>();
    Path file = folder.resolve("expected.txt");
    for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
      String[] words = line.split(" ", 3);
      switch (words[0]) {
        case "", "#" -> {}
        case "slow" -> slow = true;
        case "needs" -> labels.addAll(List.of(line.substring("needs ".length()).split(" ")));
        case "run" -> run = List.of(line.substring("run ".length()).split(" "));
        case "graph" -> graph = words[1];
        case "job" -> states.put(words[1], words[2]);
        case "approve" -> approvals.add(words[1]);
        case "draft" -> drafting.add(line.substring("draft ".length()));
        case "again" -> again = List.of(line.substring("again ".length()).split(" "));
        case "then" -> then.add(line.substring("then ".length()));
        case "log" -> logs.put(words[1], words[2]);
        default -> throw new IOException(file + " has a line that is none: " + line);
      }
    }
    return new Expected(slow, labels, run, graph, states, logs, approvals, drafting, again, then);
  }
}
