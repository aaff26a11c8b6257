package croft.testing.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param minutes of a soak; 0 for none
 */
record Arguments(
    int rounds, long seed, List<Scenario> scenarios, boolean json, boolean planted, int minutes) {
  Arguments {
    scenarios = List.copyOf(scenarios);
  }

  static Arguments of(String[] args) {
    int rounds = 0;
    long seed = System.nanoTime() & 0xffff_ffffL;
    boolean json = false;
    boolean planted = false;
    boolean soak = false;
    int minutes = 0;
    List<Scenario> scenarios = new ArrayList<>();
    for (int at = 0; at < args.length; at++) {
      switch (args[at]) {
        case "--rounds" -> rounds = Integer.parseInt(value(args, ++at));
        case "--seed" -> seed = Long.parseLong(value(args, ++at));
        case "--scenario" -> scenarios.add(scenario(value(args, ++at)));
        case "--json" -> json = true;
        case "--planted" -> planted = true;
        case "soak" -> soak = true;
        case "--minutes" -> minutes = Integer.parseInt(value(args, ++at));
        case "--list" -> {
          for (Scenario scenario : Scenario.values()) {
            System.out.printf("%-20s %s%n", scenario.text(), scenario.description());
          }
          System.exit(0);
        }
        default -> throw new IllegalArgumentException("there is no option " + args[at]);
      }
    }
    if (scenarios.isEmpty()) {
      scenarios = List.of(Scenario.values());
    }
    return new Arguments(
        rounds > 0 ? rounds : scenarios.size(),
        seed,
        scenarios,
        json,
        planted,
        soak ? Math.max(minutes, 1) : 0);
  }

  private static String value(String[] args, int at) {
    if (at >= args.length) {
      throw new IllegalArgumentException("a value is missing after " + args[at - 1]);
    }
    return args[at];
  }

  private static Scenario scenario(String name) {
    return Arrays.stream(Scenario.values())
        .filter(scenario -> scenario.text().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no fault called " + name));
  }
}
