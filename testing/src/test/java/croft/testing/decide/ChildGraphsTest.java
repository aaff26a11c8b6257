package croft.testing.decide;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.graphfile.Media;
import croft.server.farm.GraphCommands.Command;
import croft.server.farm.Templates;
import croft.server.submit.FarmTemplates;
import croft.store.query.DecisionQueries;
import croft.store.query.GraphRow;
import croft.store.query.Project;
import croft.store.query.Queries;
import croft.testing.database.TestDatabase;
import croft.testing.farm.LocalFarm;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChildGraphsTest {
  private static final Project PROJECT = new Project(1, "default");

  private static TestDatabase database;
  private static LocalFarm farm;
  private static LocalFarm second;
  private static Queries queries;
  private static int workers;

  @BeforeAll
  static void start() {
    database = TestDatabase.migrated();
    farm = new LocalFarm(database.database());
    second = new LocalFarm(database.database());
    queries = Queries.over(database::connection);
  }

  @AfterAll
  static void stop() {
    second.close();
    farm.close();
    database.close();
  }

  private static final String PARENT =
      """
      croft: 1
      name: parent
      jobs:
        inner:
          graph:
            file:
              croft: 1
              name: inner
              parameters: {who: {default: nobody}}
              jobs: {x: {script: echo $who}}
            parameters: {who: ann}
        then: {needs: [inner], notify: over}
      """;

  private static long submit(String yaml) throws Exception {
    long graph = farm.submit(yaml);
    keep();
    return graph;
  }

  private static void keep() throws Exception {
    for (int pass = 0; farm.keeper().runOnce(); pass++) {
      assertThat(pass).isLessThan(100);
    }
  }

  private static LocalFarm.Worker worker() {
    return farm.worker("worker-" + ++workers);
  }

  private static DecisionQueries.Listed newest(long graph) {
    return queries.decisions().ofJob(graph, 0, 1).getFirst();
  }

  private static long child(long graph) {
    Long child = newest(graph).row().child();
    return java.util.Objects.requireNonNull(child, "the job has no graph");
  }

  private static List<GraphRow> graphs(long... graphs) {
    return queries.graphs().findAll(java.util.Arrays.stream(graphs).boxed().toList());
  }

  @Test
  void aJobEndsAsItsGraphEnds() throws Exception {
    long parent = submit(PARENT);
    assertThat(farm.states(parent)).isEqualTo("inner=held then=blocked");
    long child = child(parent);
    assertThat(graphs(child).getFirst().author()).isEqualTo("test");
    assertThat(graphs(child).getFirst().parametersJson()).contains("ann");
    LocalFarm.Worker worker = worker();
    worker.succeed(worker.claimOnly("x"));
    keep();
    assertThat(farm.states(parent)).isEqualTo("inner=succeeded then=succeeded");
  }

  @Test
  void whenItRunsAgainItsJobGoesBackToTheSameGraph() throws Exception {
    long parent = submit(PARENT);
    long child = child(parent);
    LocalFarm.Worker worker = worker();
    worker.fail(worker.claimOnly("x"), 1);
    keep();
    assertThat(farm.states(parent)).isEqualTo("inner=failed then=skipped");
    farm.command(child, new Command.RerunFailed());
    keep();
    assertThat(farm.states(parent)).isEqualTo("inner=held then=blocked");
    assertThat(child(parent)).isEqualTo(child);
    worker.succeed(worker.claimOnly("x"));
    keep();
    assertThat(farm.state(parent)).isEqualTo("succeeded");
    assertThat(newest(parent).row().opening()).isEqualTo(2);
  }

  @Test
  void runningTheJobAgainStartsANewGraph() throws Exception {
    long parent = submit(PARENT);
    long first = child(parent);
    LocalFarm.Worker worker = worker();
    worker.fail(worker.claimOnly("x"), 1);
    keep();
    farm.command(parent, new Command.Rerun(0, false));
    keep();
    assertThat(child(parent)).isNotEqualTo(first);
    worker.succeed(worker.claimOnly("x"));
    keep();
    assertThat(farm.state(parent)).isEqualTo("succeeded");
  }

  @Test
  void cancellingTheJobCancelsItsGraphOnce() throws Exception {
    long parent =
        submit(PARENT.replace("{script: echo $who}", "{script: x}, f: {finally: true, script: x}"));
    long child = child(parent);
    assertThat(farm.states(child)).isEqualTo("x=ready f=blocked");
    LocalFarm.Worker worker = worker();
    var x = worker.claimOnly("x");
    farm.command(parent, new Command.CancelJob(0, null));
    keep();
    keep();
    worker.report(x, croft.protocol.wire.Outcome.CANCELLED, null);
    keep();
    // What tidies up runs after a cancel too; a second cancel would have stopped it.
    assertThat(farm.states(child)).isEqualTo("x=cancelled f=ready");
    worker.succeed(worker.claimOnly("f"));
    keep();
    assertThat(farm.states(parent)).isEqualTo("inner=cancelled then=skipped");
  }

  @Test
  void aCancelledGraphFailsItsJob() throws Exception {
    long parent = submit(PARENT);
    farm.command(child(parent), new Command.CancelGraph(null));
    keep();
    assertThat(farm.states(parent)).isEqualTo("inner=failed then=skipped");
    assertThat(newest(parent).row().comment()).contains("was cancelled");
  }

  @Test
  void twoServersStartOneGraph() throws Exception {
    long parent = farm.submit(PARENT);
    Thread one = Thread.ofVirtual().start(() -> pass(farm));
    Thread two = Thread.ofVirtual().start(() -> pass(second));
    one.join();
    two.join();
    keep();
    long child = child(parent);
    assertThat(queries.graphs().newerThan(PROJECT.id(), parent, 10)).containsExactly(child);
    farm.command(parent, new Command.CancelGraph(null));
    keep();
    assertThat(farm.state(child)).isEqualTo("cancelled");
  }

  private static void pass(LocalFarm server) {
    try {
      while (server.keeper().runOnce()) {}
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aTemplateThatIsMissingFailsTheJobAndSaysSo() throws Exception {
    long parent = submit("croft: 1\nname: p\njobs: {inner: {graph: {template: none}}}");
    assertThat(farm.states(parent)).isEqualTo("inner=failed");
    assertThat(newest(parent).row().comment()).isEqualTo("the project has no template 'none'");
  }

  @Test
  void aTemplateThatStartsItselfEndsAtTheLimit() throws Exception {
    String template = "croft: 1\nname: self\njobs: {inner: {graph: {template: self}}}";
    new FarmTemplates(database.database(), farm.submissions())
        .put(
            new Templates.NewTemplate(
                PROJECT, LocalFarm.caller("ann"), "self", Media.YAML, template, null));
    long parent = submit(template);
    assertThat(farm.state(parent)).isEqualTo("failed");
    long deepest = parent;
    int depth = 0;
    for (Long next = newest(deepest).row().child(); next != null; depth++) {
      deepest = next;
      next = newest(deepest).row().child();
    }
    assertThat(
            queries.graphs().newerThan(PROJECT.id(), parent, 100).stream()
                .filter(graph -> graph > parent))
        .hasSize(depth);
    assertThat(depth).isEqualTo(croft.protocol.Limits.CHILD_GRAPHS_DEEP_MAX);
    assertThat(newest(deepest).row().comment()).contains("the limit is 8");
  }
}
