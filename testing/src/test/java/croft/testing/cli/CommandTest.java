package croft.testing.cli;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.json.Json;
import croft.testing.harness.CommandFarm;
import croft.testing.harness.CommandFarm.Ran;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The command as people and scripts use it: a process of its own, a farm, an exit code. That its
 * JSON is the farm's own answer is checked with every call, by the contract.
 */
class CommandTest {
  private static final String GOOD =
      """
      croft: 1
      name: good
      jobs:
        make: {script: "echo made; echo content > out.txt", artifacts: [out.txt]}
        then: {needs: [make], script: echo then}
      """;
  private static final String BAD =
      "croft: 1\nname: bad\njobs: {a: {script: echo no; exit 3}, b: {needs: [a], script: 'true'}}";
  private static final String ENDLESS =
      "croft: 1\nname: endless\njobs: {a: {script: echo up; sleep 300}}";

  @TempDir static Path home;
  @TempDir Path folder;
  private static CommandFarm farm;

  @BeforeAll
  static void open() throws IOException {
    farm = CommandFarm.start(home, 4);
  }

  @AfterAll
  static void close() throws IOException {
    farm.close();
  }

  @AfterEach
  void everyCallKeptTheContract() {
    farm.proxy().assertKept();
  }

  @Test
  void aGraphThatSucceedsIsSubmittedWatchedAndLookedAt() throws Exception {
    write("g.yaml", GOOD);
    Ran watched = ok("submit", "--watch", "g.yaml");
    assertThat(watched.out()).contains("good", "succeeded");

    JsonNode graphs = json("graphs", "--name", "good", "--json");
    String id = graphs.path("items").path(0).path("graph").asString();
    assertThat(graphs.path("items").path(0).path("state").asString()).isEqualTo("succeeded");
    assertThat(ok("graphs").out()).contains(id);

    assertThat(ok("watch", id).out()).contains("succeeded");
    assertThat(json("show", id, "--json").path("jobs").path("items")).hasSize(2);
    assertThat(json("show", id, "make", "--json").path("attempts")).hasSize(1);
    assertThat(ok("show", id, "then").out()).contains("make");
    assertThat(ok("show", id, "--file").out()).isEqualTo(GOOD);
    assertThat(ok("logs", id, "make").out()).isEqualTo("made\n");
    assertThat(ok("logs", "-f", id, "then").out()).isEqualTo("then\n");

    JsonNode artifact = json("artifacts", id, "--json").path("items").path(0);
    assertThat(artifact.path("name").asString()).isEqualTo("out.txt");
    assertThat(ok("artifacts", id, "--get", "out.txt").out()).isEqualTo("content\n");
    ok("artifacts", id, "--to", "saved");
    assertThat(folder.resolve("saved/out.txt")).hasContent("content");
  }

  @Test
  void aGraphThatFailsIsOneAndItsJobsRunAgain() throws Exception {
    write("g.yaml", BAD);
    JsonNode over = readJson(ends(1, "submit", "--watch", "--json", "g.yaml"));
    String id = over.path("graph").asString();
    assertThat(over.path("state").asString()).isEqualTo("failed");
    ends(1, "watch", id);
    assertThat(ok("show", id).out()).contains("skipped");

    JsonNode changed = json("rerun", id, "--failed", "--json");
    assertThat(changed.path("graph").path("graph").asString()).isEqualTo(id);
    ends(1, "watch", id);
    ok("rerun", id, "a", "--downstream");
    ends(1, "watch", id);
    assertThat(json("show", id, "a", "--json").path("attempts")).hasSize(3);
    assertThat(ok("logs", id, "a", "--attempt", "1").out()).isEqualTo("no\n");
  }

  @Test
  void aRunningGraphIsCancelled() throws Exception {
    String id = submit(ENDLESS);
    assertThat(json("cancel", id, "--reason", "enough", "--json").path("changed").isObject())
        .isTrue();
    ends(1, "watch", id);
    assertThat(json("show", id, "--json").path("graph").path("state").asString())
        .isEqualTo("cancelled");
    ok("cancel", id);
  }

  @Test
  void aDraftIsPlannedEditedComparedAndStarted() throws Exception {
    write("g.yaml", GOOD);
    String planned = ok("plan", "--forecast", "g.yaml").out();
    String token = planned.substring(planned.indexOf("--if-match ") + 11).strip();
    String id =
        readJson(ok("submit", "--draft", "--if-match", token, "--json", "g.yaml"))
            .path("graph")
            .asString();
    assertThat(ok("hold", id, "--where", "job.key == 'make'").out()).contains("revision 2");
    ok("release", id, "--where", "job.key == 'make'");
    assertThat(ok("plan", "--check", "--against", id + "@1", "g.yaml").code()).isZero();
    write("h.yaml", GOOD.replace("name: good", "name: other"));
    ends(3, "plan", "--check", "--against", id, "h.yaml");
    ends(2, "submit", "--if-match", token, "h.yaml");
    ends(2, "activate", id, "make", "--if-match", "1");
    assertThat(ok("start", id).out()).contains("started");
    assertThat(ok("watch", id).out()).contains("succeeded");
  }

  @Test
  void whatHasNotStartedIsHeldPausedAndLetGo() throws Exception {
    write("g.yaml", GOOD);
    String id = readJson(ok("submit", "--paused", "--json", "g.yaml")).path("graph").asString();
    assertThat(json("hold", id, "make", "--reason", "wait", "--json").path("changed").path("held"))
        .hasToString("1");
    assertThat(json("priority", id, "7", "--json").path("graph").path("priority").asInt())
        .isEqualTo(7);
    assertThat(json("resume", id, "--json").path("graph").path("paused").asBoolean()).isFalse();
    assertThat(json("pause", id, "--json").path("graph").path("paused").asBoolean()).isTrue();
    assertThat(ok("show", id, "make").out()).contains("wait");
    ok("release", id, "make");
    ok("resume", id);
    ok("watch", id);
  }

  @Test
  void theWorkerIsListed() throws Exception {
    JsonNode workers = json("workers", "--json").path("items");
    assertThat(workers).hasSize(1);
    assertThat(workers.path(0).path("slots").asInt()).isEqualTo(4);
    assertThat(ok("workers").out()).contains("only");
  }

  @Test
  void execRunsHereAndBringsTheExitCodeBack() throws Exception {
    write("input.txt", "of this folder\n");
    Ran good =
        ok("exec", "--artifacts", "up.txt", "--", "cat input.txt; tr a-z A-Z <input.txt >up.txt");
    assertThat(good.out()).contains("of this folder");
    assertThat(ok("artifacts", "last", "--get", "up.txt").out()).isEqualTo("OF THIS FOLDER\n");

    ends(7, "exec", "--no-files", "--", "sh", "-c", "exit 7");
    assertThat(ok("exec", "-e", "TOLD=so", "--no-files", "--", "echo $TOLD").out()).contains("so");
  }

  @Test
  void execBringsTheOutputsOfAnotherGraphAlong() throws Exception {
    String id =
        submit("croft: 1\nname: first\njobs: {a: {script: echo x > x.txt, outputs: [x.txt]}}");
    assertThat(ok("exec", "--no-files", "--needs", id + ":a", "--", "cat x.txt").out())
        .contains("x");
  }

  @Test
  void aFirstGraphFileRunsAsItIs() throws Exception {
    // As people run it: processes of their own.
    assertThat(farm.process(folder, "init").code()).isZero();
    Ran watched = farm.process(folder, "submit", "--watch");
    assertThat(watched.code()).as(watched.err()).isZero();
    assertThat(watched.out()).contains("succeeded");
    assertThat(ends(2, "init").err()).contains("already there");
  }

  @Test
  void aMistakeOfTheCallerIsTwoAndSaysWhatToDo() throws Exception {
    assertThat(ends(2, "sumbit").err()).contains("submit");
    assertThat(ends(2, "submit", "--wach").err()).contains("--watch");
    assertThat(ends(2, "submit", "nowhere.yaml").err()).contains("nowhere.yaml");
    assertThat(ends(2, "show", "12345").err()).contains("12345");
    write("g.yaml", "croft: 1\nname: bad\njobs:\n  a: {script: 'true', neds: [b]}\n");
    assertThat(ends(2, "submit", "g.yaml").err()).contains("g.yaml:4:", "neds", "needs");
    write("g.yaml", "croft: 1\nname: ring\njobs:\n  a: {needs: [b]}\n  b: {needs: [a]}\n");
    ends(2, "submit", "g.yaml");
  }

  @Test
  void aFarmThatIsNotThereIsFour() throws Exception {
    String nowhere = "http://127.0.0.1:" + freePort();
    for (String verb : new String[] {"graphs", "watch"}) {
      Ran ran = farm.run(folder, nowhere, "token", verb);
      assertThat(ran.code()).as(verb + ran.err()).isEqualTo(4);
      assertThat(ran.err()).contains(nowhere);
    }
    write("g.yaml", GOOD);
    assertThat(farm.run(folder, nowhere, "token", "submit", "g.yaml").code()).isEqualTo(4);
    assertThat(farm.run(folder, farm.proxy().url().toString(), "wrong", "graphs").code())
        .isEqualTo(4);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private String submit(String yaml) throws IOException, InterruptedException {
    write("g.yaml", yaml);
    return json("submit", "--json", "g.yaml").path("graph").asString();
  }

  private Ran ends(int code, String... arguments) throws IOException, InterruptedException {
    Ran ran = farm.croft(folder, arguments);
    assertThat(ran.code())
        .as("croft %s%n%s%s", String.join(" ", arguments), ran.out(), ran.err())
        .isEqualTo(code);
    return ran;
  }

  private Ran ok(String... arguments) throws IOException, InterruptedException {
    return ends(0, arguments);
  }

  private JsonNode json(String... arguments) throws IOException, InterruptedException {
    return readJson(ok(arguments));
  }

  private static JsonNode readJson(Ran ran) {
    return Json.responses().readTree(ran.out().getBytes(StandardCharsets.UTF_8));
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
