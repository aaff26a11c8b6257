package croft.testing.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import croft.protocol.client.Paging;
import croft.protocol.client.ProjectClient;
import croft.protocol.json.Json;
import croft.protocol.wire.DecisionVerdict;
import croft.protocol.wire.DecisionView;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobState;
import croft.protocol.wire.JobView;
import croft.testing.harness.CommandFarm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every example runs to its end on a farm, as its reader would run it, and ends as {@link Expected}
 * says. A new folder with a {@code graph.yaml} is found by itself.
 */
class ExamplesTest {
  private static final int SLOTS = 4;

  @TempDir static Path home;
  private static CommandFarm farm;

  @BeforeAll
  static void open() throws IOException {
    farm = CommandFarm.start(home, SLOTS);
  }

  @AfterAll
  static void close() throws IOException {
    farm.close();
  }

  @ParameterizedTest
  @MethodSource("quickOnes")
  void endsAsItSays(Path folder) throws Exception {
    run(folder);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("slowOnes")
  void aSlowOneEndsAsItSays(Path folder) throws Exception {
    Path repository = Path.of(System.getProperty("user.home"), ".m2/repository");
    if (Files.exists(folder.resolve("pom.xml"))) {
      assumeTrue(
          mavenHasAll(folder, repository),
          folder.getFileName()
              + " needs artifacts that Maven has not on this machine; run it once"
              + " where it can download: ./croft demo");
      // What an earlier job of each slot would have left there.
      for (int slot = 0; slot < SLOTS; slot++) {
        Path cache =
            Files.createDirectories(
                farm.harness().workerFolder("only").resolve("caches/p.default/" + slot));
        Files.createSymbolicLink(cache.resolve("maven"), repository);
      }
    }
    run(folder);
  }

  /** Asks Maven, offline, for what the example fetches. */
  private static boolean mavenHasAll(Path folder, Path repository) throws Exception {
    Path copy = Files.createDirectory(home.resolve("maven"));
    Files.copy(folder.resolve("pom.xml"), copy.resolve("pom.xml"));
    Process maven =
        new ProcessBuilder(
                "mvn", "-o", "-B", "-q", "-Dmaven.repo.local=" + repository, "dependency:copy")
            .directory(copy.toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("maven.txt").toFile())
            .start();
    return maven.waitFor(2, TimeUnit.MINUTES) && maven.exitValue() == 0;
  }

  private static void run(Path folder) throws IOException, InterruptedException {
    Expected expected = Expected.of(folder);
    Set<String> labels = labels();
    for (String label : expected.labels()) {
      assumeTrue(labels.contains(label), folder.getFileName() + " needs a worker with " + label);
    }
    Thread program = Thread.ofVirtual().start(() -> approve(expected.approvals()));
    CommandFarm.Ran ran =
        !expected.run().isEmpty()
            ? use(folder, expected.run())
            : expected.drafting().isEmpty() ? submit(folder) : draft(folder, expected.drafting());

    program.join();
    assertThat(ran.code())
        .as(ran.out() + ran.err())
        .isEqualTo(expected.graph().equals("succeeded") ? 0 : 1);
    GraphView graph = graph(ran);
    Map<String, String> states = new TreeMap<>();
    Map<String, String> wanted = new TreeMap<>();
    for (JobView job :
        Paging.all(paging -> project().jobs(graph.graph(), Set.of(), null, paging))) {
      states.put(job.key(), job.state().text());
      wanted.put(job.key(), expected.states().getOrDefault(job.key(), JobState.SUCCEEDED.text()));
    }
    assertThat(states).as("jobs, with logs: %s", logsOfFailed(graph, states)).isEqualTo(wanted);
    assertThat(wanted).containsAllEntriesOf(expected.states());
    assertThat(graph.state().text()).isEqualTo(expected.graph());
    for (Map.Entry<String, String> log : expected.logs().entrySet()) {
      assertThat(log(graph, log.getKey()).lines()).contains(log.getValue());
    }
    if (!expected.again().isEmpty()) {
      GraphView second = graph(submit(folder));
      assertThat(reused(second)).containsExactlyInAnyOrderElementsOf(expected.again());
    }
    for (String command : expected.then()) {
      afterwards(folder, command, graph);
    }
    farm.proxy().assertKept();
  }

  private static CommandFarm.Ran submit(Path folder) throws IOException, InterruptedException {
    return farm.croft(folder, "submit", "--watch", "--json", "graph.yaml");
  }

  private static CommandFarm.Ran draft(Path folder, List<String> commands)
      throws IOException, InterruptedException {
    CommandFarm.Ran stored = farm.croft(folder, "submit", "--draft", "--json", "graph.yaml");
    assertThat(stored.code()).as(stored.out() + stored.err()).isZero();
    GraphView graph = graph(stored);
    for (String command : commands) {
      afterwards(folder, command, graph);
    }
    afterwards(folder, "start {graph}", graph);
    return farm.croft(folder, "watch", "--json", String.valueOf(graph.graph()));
  }

  private static void afterwards(Path folder, String command, GraphView graph)
      throws IOException, InterruptedException {
    String[] words = command.replace("{graph}", String.valueOf(graph.graph())).split(" ");
    CommandFarm.Ran ran = farm.croft(folder, words);
    assertThat(ran.code()).as(command + "\n" + ran.out() + ran.err()).isZero();
  }

  private static GraphView graph(CommandFarm.Ran ran) {
    return Json.responses().readValue(ran.out().getBytes(StandardCharsets.UTF_8), GraphView.class);
  }

  private static List<String> reused(GraphView graph) throws IOException, InterruptedException {
    return Paging.all(paging -> project().jobs(graph.graph(), Set.of(), null, paging)).stream()
        .filter(job -> job.reusedFrom() != null)
        .map(JobView::key)
        .toList();
  }

  private static CommandFarm.Ran use(Path folder, List<String> options)
      throws IOException, InterruptedException {
    CommandFarm.Ran put = farm.croft(folder, "template", "put", options.getFirst(), "graph.yaml");
    assertThat(put.code()).as(put.out() + put.err()).isZero();
    List<String> words = new ArrayList<>(List.of("run", "--watch", "--json"));
    words.addAll(options);
    return farm.croft(folder, words.toArray(String[]::new));
  }

  /** As a program does it that was given nothing but a token for this one decision. */
  private static void approve(List<String> keys) {
    try {
      for (String key : keys) {
        DecisionView asked =
            farm.harness()
                .await(
                    key + " asks",
                    java.time.Duration.ofSeconds(60),
                    () ->
                        project().decisions(true, true, Paging.FIRST).items().stream()
                            .filter(decision -> decision.key().equals(key))
                            .findFirst(),
                    java.util.Optional::isPresent)
                .orElseThrow();
        String token = project().decisionToken(asked.graph(), key).token();
        farm.harness().client().decide(token, DecisionVerdict.APPROVED, "the canary is healthy");
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ProjectClient project() {
    return farm.harness().project();
  }

  /** What the worker has, once it has signed on. */
  private static Set<String> labels() throws IOException, InterruptedException {
    return farm.harness()
        .await(
            "the worker signs on",
            java.time.Duration.ofSeconds(30),
            () -> {
              Set<String> labels = new HashSet<>();
              farm.harness().client().workers().items().forEach(w -> labels.addAll(w.labels()));
              return labels;
            },
            found -> !found.isEmpty());
  }

  private static String log(GraphView graph, String key) throws IOException, InterruptedException {
    return project().log(graph.graph(), key, 1, 0, 1 << 20).text();
  }

  private static String logsOfFailed(GraphView graph, Map<String, String> states)
      throws IOException, InterruptedException {
    StringBuilder logs = new StringBuilder();
    for (Map.Entry<String, String> job : states.entrySet()) {
      if (job.getValue().equals("failed")) {
        logs.append("\n--- ").append(job.getKey()).append('\n').append(log(graph, job.getKey()));
      }
    }
    return logs.toString();
  }

  static List<Path> quickOnes() throws IOException {
    return folders(false);
  }

  static List<Path> slowOnes() throws IOException {
    return folders(true);
  }

  private static List<Path> folders(boolean slow) throws IOException {
    List<Path> folders = new java.util.ArrayList<>();
    for (Path file : ExampleFilesTest.graphFiles()) {
      Path folder = file.toAbsolutePath().normalize().getParent();
      if (folder != null && Expected.of(folder).slow() == slow) {
        folders.add(folder);
      }
    }
    return folders;
  }
}
