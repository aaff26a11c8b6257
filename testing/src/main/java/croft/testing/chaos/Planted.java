package croft.testing.chaos;

import croft.testing.harness.Child;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Bugs that the harness must find, each as a piece of a source file and what stands there instead.
 * The changed files are compiled into a folder that stands first on the class path of the servers;
 * the product has no switch for any of it.
 */
enum Planted {
  NO_FENCE(
      Scenario.REPEATS,
      "an attempt is ended by whoever names its job",
      swap(
          Sources.HOT,
          "and j.attempt = c.attempt and j.nonce = c.nonce\n          and (j.flags",
          "and (j.flags")),
  COUNTER_ONLY(
      Scenario.REPEATS,
      "an attempt is ended by whoever knows its number",
      swap(
          Sources.HOT,
          "and j.attempt = c.attempt and j.nonce = c.nonce\n          and (j.flags",
          "and j.attempt = c.attempt and (j.flags")),
  RELEASE_OUTSIDE(
      Scenario.SERVER_KILLED,
      "what follows an end is released in another transaction",
      swap(Sources.BATCH, "if (!foreseen(ends)) {", "if (!ends.isEmpty() || !foreseen(ends)) {"),
      swap(
          Sources.BATCH,
          "    release();\n    claim(parked);",
          "    transaction.commit();\n    "
              + Sources.PAUSE
              + "\n    release();\n    claim(parked);")),
  ANSWER_BEFORE_COMMIT(
      Scenario.SERVER_KILLED,
      "an end is acknowledged before its transaction is committed",
      swap(
          Sources.BATCHER,
          "      batch.run(ends, parked);",
          "      ends.forEach(end -> end.answer().complete(End.Result.ACCEPTED));\n      "
              + Sources.PAUSE
              + "\n      batch.run(ends, parked);")),
  ANSWER_WHEN_QUEUED(
      Scenario.SERVER_KILLED,
      "an end is acknowledged when it is queued, and a restart forgets the queue",
      swap(
          Sources.DISPATCH,
          "results.add(result(end, await(end.answer())));",
          "results.add(result(end, End.Result.ACCEPTED));"),
      swap(
          Sources.BATCHER,
          "    queued = inbox.size();",
          "    " + Sources.PAUSE + "\n    queued = inbox.size();")),
  LEASE_BY_SERVERS_CLOCK(
      Scenario.CLOCKS,
      "leases are counted by the clock of the server",
      swap(
          Sources.SESSIONS,
          "new Statement(connection, HEARTBEAT)",
          "new Statement(connection, HEARTBEAT.replace(\"farm_clock()\", \"to_timestamp(\" +"
              + " System.currentTimeMillis() / 1000.0 + \")\"))")),
  RELEASE_TWICE(
      Scenario.REPEATS,
      "a repeated report releases what follows once more",
      swap(
          Sources.BATCH,
          "      End end = ends.get(row.item());\n      results.put(\n",
          "      End end = ends.get(row.item());\n"
              + "      settle(end.graph(), end.job(), JobState.SUCCEEDED, 0);\n"
              + "      results.put(\n")),
  NONCES_AGAIN(
      Scenario.NETWORK_FLAPS,
      "all claims of a session get the same nonces",
      swap(
          Sources.CLAIM,
          ".putLong(request.getMostSignificantBits())\n            .putLong(request.getLeastSignificantBits())",
          ".putLong(0)\n            .putLong(0)")),
  CLAIM_UNCHECKED(
      Scenario.SERVER_KILLED,
      "a claim takes its jobs without looking whether another server has",
      swap(
          Sources.HOT,
          "and j.job = c.job and j.state = 'ready'\n        and (j.ready_at",
          "and j.job = c.job and j.state in ('ready', 'running')\n        and (j.ready_at")),
  NEVER_SWEPT(
      Scenario.WORKERS_KILLED,
      "what a dead worker held stays with it",
      swap(
          Sources.REAPER,
          "for (Sessions.Held held : running) {",
          "for (Sessions.Held held : List.<Sessions.Held>of()) {")),
  SESSIONS_OF_NOBODY(
      Scenario.NETWORK_FLAPS,
      "servers give work to sessions that another server serves",
      swap(Sources.HOT, "and s.served_by = ?))", "and (s.served_by = ? or true)))"),
      swap(Sources.DISPATCH, "if (beat.server() != book.server()) {", "if (beat.server() == 1) {"));

  /** Rounds in which a planted bug must be found. */
  private static final int ROUNDS_MAX = 10;

  /** Where pieces are. */
  private static final class Sources {
    static final String HOT = "store/src/main/java/croft/store/hot/HotTransaction.java";
    static final String SESSIONS = "store/src/main/java/croft/store/session/Sessions.java";
    static final String BATCH = "server/src/main/java/croft/server/dispatch/Batch.java";
    static final String BATCHER = "server/src/main/java/croft/server/dispatch/Batcher.java";
    static final String DISPATCH = "server/src/main/java/croft/server/dispatch/FarmDispatch.java";
    static final String CLAIM = "server/src/main/java/croft/server/dispatch/Claim.java";
    static final String REAPER = "server/src/main/java/croft/server/dispatch/LeaseReaper.java";

    /** Makes a gap wide enough for a kill to hit it. */
    static final String PAUSE = "java.util.concurrent.locks.LockSupport.parkNanos(30_000_000);";

    private Sources() {}
  }

  /** A piece of a file, found once, and what stands there instead. */
  private record Swap(String file, String piece, String instead) {}

  /**
   * What came of one.
   *
   * @param rounds in how many it was found, or was not
   * @param fault what was found first; empty if nothing was
   */
  record Finding(Planted planted, int rounds, String fault) {
    boolean found() {
      return !fault.isEmpty();
    }

    String line() {
      return "%-24s %-16s %s"
          .formatted(
              planted.text(),
              planted.scenario.text(),
              found() ? "found in round %d: %s".formatted(rounds, fault) : "NOT FOUND");
    }
  }

  private final Scenario scenario;
  private final String description;

  /** Never changed. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Swap> swaps;

  Planted(Scenario scenario, String description, Swap... swaps) {
    this.scenario = scenario;
    this.description = description;
    this.swaps = List.of(swaps);
  }

  private static Swap swap(String file, String piece, String instead) {
    return new Swap(file, piece, instead);
  }

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String description() {
    return description;
  }

  /** The fault that shows it. */
  Scenario scenario() {
    return scenario;
  }

  /** Runs a farm with this bug until it is found. */
  Finding find(Path root, long seed) throws IOException, InterruptedException {
    Path classes = Files.createTempDirectory("croft-planted-");
    compile(root, classes);
    Random random = new Random(seed);
    ChaosFarm.Setup setup =
        ChaosFarm.Setup.usual().with(new Child.Launch(List.of(), classes, List.of()));
    try (ChaosFarm farm = ChaosFarm.start(setup, seed)) {
      for (int round = 1; round <= ROUNDS_MAX; round++) {
        Round.Report report = new Round(farm, round, random.nextLong(), scenario).run();
        if (report.verdict() == Round.Verdict.BROKEN) {
          return new Finding(this, round, report.faults().getFirst());
        }
      }
      return new Finding(this, ROUNDS_MAX, "");
    }
  }

  /** Writes the changed classes. */
  void compile(Path root, Path classes) throws IOException {
    Map<String, String> texts = new HashMap<>();
    for (Swap swap : swaps) {
      String text = texts.get(swap.file);
      if (text == null) {
        text = Files.readString(root.resolve(swap.file));
      }
      int at = text.indexOf(swap.piece);
      if (at < 0 || text.indexOf(swap.piece, at + 1) >= 0) {
        throw new IOException(
            "%s: the piece to change is not once in %s".formatted(text(), swap.file));
      }
      texts.put(
          swap.file,
          text.substring(0, at) + swap.instead + text.substring(at + swap.piece.length()));
    }
    Path sources = Files.createTempDirectory("croft-planted-sources-");
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Path file =
          sources.resolve(
              text.getKey().substring(text.getKey().indexOf("/java/") + "/java/".length()));
      Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
      Files.writeString(file, text.getValue());
      files.add(file);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IOException("planting a bug needs a JDK, this is a runtime without a compiler");
    }
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  said,
                  manager,
                  null,
                  List.of("-nowarn", "-proc:none", "-cp", classPath(), "-d", classes.toString()),
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      if (!compiled) {
        throw new IOException("%s does not compile:%n%s".formatted(text(), said));
      }
    }
  }

  /** This program's, with what its jar names. */
  private static String classPath() {
    String given = System.getProperty("java.class.path");
    Path first = Path.of(given.split(":")[0]).toAbsolutePath();
    return given.contains(":")
        ? given
        : given + ":" + java.util.Objects.requireNonNull(first.getParent()).resolve("lib") + "/*";
  }
}
