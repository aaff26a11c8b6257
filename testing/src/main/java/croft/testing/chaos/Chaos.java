package croft.testing.chaos;

import croft.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** {@code ./croft chaos}: faults under load, one after another, and a verdict on each. */
public final class Chaos {
  private static final String USAGE =
      """
      usage: chaos [--rounds N] [--seed N] [--scenario NAME]… [--json]
             chaos --planted [--scenario NAME]…
                                        plants bugs, one after another, and says which are found
             chaos soak --minutes N     load without faults: what grows?
             chaos --list               names the faults""";

  private Chaos() {}

  /** The exit code is 1 if a promise was broken, 2 for wrong usage. */
  public static void main(String[] args) throws Exception {
    Arguments arguments;
    try {
      arguments = Arguments.of(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(USAGE);
      System.exit(2);
      return;
    }
    Quiet.begin();
    boolean good;
    if (arguments.planted()) {
      good = planted(arguments);
    } else if (arguments.minutes() > 0) {
      good = new Soak(arguments).run();
    } else {
      good = rounds(arguments);
    }
    System.exit(good ? 0 : 1);
  }

  /** Plants each bug in turn. Returns whether all were found. */
  private static boolean planted(Arguments arguments) throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("croft.root", ""));
    int found = 0;
    int tried = 0;
    for (Planted planted : Planted.values()) {
      if (!arguments.scenarios().contains(planted.scenario())) {
        continue;
      }
      if (!planted.scenario().isPossible()) {
        say(
            arguments,
            "skipped: %s needs %s".formatted(planted.text(), planted.scenario().needs()));
        continue;
      }
      tried++;
      Planted.Finding finding = planted.find(root, arguments.seed());
      found += finding.found() ? 1 : 0;
      System.out.println(arguments.json() ? Json.text(finding) : finding.line());
    }
    say(arguments, "%d of %d found; seed %d".formatted(found, tried, arguments.seed()));
    return found == tried;
  }

  /** Runs rounds on one farm. Returns whether everything held. */
  static boolean rounds(Arguments arguments) throws IOException, InterruptedException {
    List<Scenario> scenarios = new ArrayList<>();
    for (Scenario scenario : arguments.scenarios()) {
      if (scenario.isPossible()) {
        scenarios.add(scenario);
      } else {
        say(arguments, "skipped: %s needs %s".formatted(scenario.text(), scenario.needs()));
      }
    }
    say(arguments, "seed " + arguments.seed());
    Random random = new Random(arguments.seed());
    List<Round.Report> reports = new ArrayList<>();
    List<String> later = List.of();
    try (ChaosFarm farm = ChaosFarm.start(ChaosFarm.Setup.usual(), arguments.seed())) {
      Map<Long, String> summaries = new HashMap<>();
      for (int number = 1; number <= arguments.rounds(); number++) {
        Scenario scenario = scenarios.get((number - 1) % scenarios.size());
        Round.Report report = new Round(farm, number, random.nextLong(), scenario).run();
        reports.add(report);
        print(arguments, report);
        if (report.verdict() == Round.Verdict.BROKEN) {
          System.err.println(farm.logs());
          break;
        }
        for (Journal.OfGraph of : farm.journal().graphs()) {
          if (!summaries.containsKey(of.graph)) {
            summaries.put(of.graph, Checker.summary(farm.project(0), of.graph));
          }
        }
      }
      if (reports.stream().noneMatch(report -> report.verdict() == Round.Verdict.BROKEN)) {
        later = changedSince(farm, summaries);
        later.forEach(System.err::println);
      }
    }
    total(arguments, reports);
    return later.isEmpty()
        && reports.stream().allMatch(report -> report.verdict() != Round.Verdict.BROKEN);
  }

  /** What was over after its round and is something else now. */
  private static List<String> changedSince(ChaosFarm farm, Map<Long, String> summaries)
      throws IOException, InterruptedException {
    List<String> changed = new ArrayList<>();
    for (Map.Entry<Long, String> each : summaries.entrySet()) {
      String now = Checker.summary(farm.project(0), each.getKey());
      if (!now.equals(each.getValue())) {
        changed.add(
            "graph %d was%n  %s%nand is%n  %s".formatted(each.getKey(), each.getValue(), now));
      }
    }
    return changed;
  }

  private static void say(Arguments arguments, String line) {
    if (arguments.json()) {
      System.err.println(line);
    } else {
      System.out.println(line);
    }
  }

  private static void print(Arguments arguments, Round.Report report) {
    if (arguments.json()) {
      System.out.println(Json.text(report));
    } else {
      System.out.println(report.line());
      report.faults().stream().limit(20).forEach(fault -> System.out.println("    " + fault));
    }
  }

  private static void total(Arguments arguments, List<Round.Report> reports) {
    Map<Round.Verdict, Long> verdicts = new LinkedHashMap<>();
    long transitions = 0;
    for (Round.Report report : reports) {
      verdicts.merge(report.verdict(), 1L, Long::sum);
      transitions += report.transitions();
    }
    say(
        arguments,
        "%d rounds: %d ok, %d broken, %d void; %,d transitions; seed %d"
            .formatted(
                reports.size(),
                verdicts.getOrDefault(Round.Verdict.HELD, 0L),
                verdicts.getOrDefault(Round.Verdict.BROKEN, 0L),
                verdicts.getOrDefault(Round.Verdict.VOID, 0L),
                transitions,
                arguments.seed()));
  }
}
