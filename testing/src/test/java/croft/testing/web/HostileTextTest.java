package croft.testing.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import croft.protocol.client.Content;
import croft.protocol.client.Submission;
import croft.protocol.json.Json;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemException;
import croft.protocol.wire.Commands.SetStanding;
import croft.protocol.wire.Edits.EditRequest;
import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import croft.protocol.wire.Isolation;
import croft.protocol.wire.Resources;
import croft.protocol.wire.Standing;
import croft.protocol.wire.WorkerRegistration;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Hostile texts in every field that is shown: the farm refuses them where names are wanted, and
 * they are shown as text everywhere else. No script runs, no element appears, and the content
 * security policy has nothing to stop.
 */
@Tag("slow")
class HostileTextTest {
  @AutoClose private static final WebFarm farm = new WebFarm(2);
  @AutoClose private static final Chromium chromium = new Chromium();

  @AutoClose private final Tab tab = chromium.tab(farm);
  @RegisterExtension final Picture onFailure = new Picture(() -> tab);

  /** What a hostile text could have made of the page, its shadow trees included. */
  private static final String INJECTED =
      """
      () => {
        const found = [];
        const look = (root) => {
          for (const each of root.querySelectorAll("*")) {
            const names = each.getAttributeNames();
            if (each.hasAttribute("data-hostile") || names.some((name) => name.startsWith("on"))
                || /^(javascript|data):/i.test(each.getAttribute("href") ?? each.getAttribute("src") ?? "")
                || (each.localName === "script" && !each.hasAttribute("src"))) found.push(each.outerHTML.slice(0, 200));
            if (each.shadowRoot) look(each.shadowRoot);
          }
        };
        look(document);
        if ("hostile" in window) found.push("a script ran");
        return found;
      }
      """;

  private static final String TEXT =
      """
      () => {
        const texts = [document.title];
        const look = (root) => {
          texts.push(root.textContent);
          for (const each of root.querySelectorAll("*")) {
            if (each.value !== undefined) texts.push(String(each.value));
            if (each.shadowRoot) look(each.shadowRoot);
          }
        };
        look(document.body);
        return texts.join("\\n");
      }
      """;

  private void nothingHappened(String where) {
    assertThat((List<?>) tab.page().evaluate(INJECTED)).as(where).isEmpty();
    assertThat(tab.faults()).as(where).isEmpty();
  }

  /** Waits until the last is there, then looks for all. */
  private void allAreShown(String where, List<Hostile> texts) {
    assertThat(texts).as(where).hasSizeGreaterThanOrEqualTo(50);
    tab.page()
        .waitForFunction(
            "(marks) => marks.every((mark) => (%s)().includes(mark))".formatted(TEXT),
            texts.stream().map(Hostile::mark).toList());
    String shown = (String) tab.page().evaluate(TEXT);
    assertThat(texts)
        .as(where)
        .filteredOn(Hostile::isPlain)
        .allSatisfy(each -> assertThat(shown).contains(each.text()));
    nothingHappened(where);
  }

  /** Tries something with each text; answers those that the farm took. Others got a 4xx. */
  private static List<Hostile> taken(Trial trial) throws IOException, InterruptedException {
    List<Hostile> taken = new ArrayList<>();
    for (Hostile each : Hostile.ALL) {
      try {
        trial.with(each);
        taken.add(each);
      } catch (ProblemException refused) {
        assertThat(refused.problem().status()).as(each.text()).isBetween(400, 499);
      }
    }
    return taken;
  }

  @FunctionalInterface
  private interface Trial {
    void with(Hostile text) throws IOException, InterruptedException;
  }

  private static long submit(String name, Map<String, ?> more, Map<String, ?> jobs)
      throws IOException, InterruptedException {
    Map<String, Object> graph = new LinkedHashMap<>(Map.of("croft", 1, "name", name, "jobs", jobs));
    graph.putAll(more);
    return farm.project().submit(Submission.json(Json.text(graph))).graph().graph();
  }

  private static final Map<String, ?> ONE_JOB =
      Map.of("a", Map.of("script", "true", "pool", "nobody"));

  @Test
  void namesAreRefusedBeforeAnyoneSeesThem() throws Exception {
    Map<String, Trial> names = new LinkedHashMap<>();
    names.put("graph", each -> submit(each.text(), Map.of(), ONE_JOB));
    names.put("job", each -> submit("n", Map.of(), Map.of(each.text(), Map.of("script", "true"))));
    names.put("tag", each -> submit("n", Map.of("tags", List.of(each.text())), ONE_JOB));
    names.put("latch", each -> farm.project().setLatch(each.text(), true, null));
    names.put("template", each -> template(each.text(), Map.of()));
    names.put(
        "parameter",
        each ->
            submit("n", Map.of("parameters", Map.of(each.text(), Map.of("default", ""))), ONE_JOB));
    names.put(
        "pool",
        each -> submit("n", Map.of(), Map.of("a", Map.of("script", "true", "pool", each.text()))));

    for (Map.Entry<String, Trial> each : names.entrySet()) {
      // Three of them are good names, however they look elsewhere.
      assertThat(taken(each.getValue()))
          .as(each.getKey())
          .extracting(Hostile::text)
          .allMatch(text -> text.matches("[A-Za-z0-9._/=-]+"));
    }
  }

  @Test
  void subjectsInTheListOfGraphsAndOnTheBoard() throws Exception {
    List<Hostile> titles =
        taken(each -> submit("subject", Map.of("subject", Map.of("title", each.text())), ONE_JOB));
    tab.open("/graphs?q=subject");
    allAreShown("titles of subjects", titles);
    List<Hostile> branches =
        taken(each -> submit("branch", Map.of("subject", Map.of("branch", each.text())), ONE_JOB));
    tab.open("/graphs?q=branch");
    allAreShown("branches", branches);
    tab.open("/board");
    assertThat(tab.page().locator(".board-graph").nth(9)).isVisible();
    nothingHappened("board of graphs");
    tab.open("/events");
    nothingHappened("events");
  }

  @Test
  void facesOfJobs() throws Exception {
    for (String part : List.of("title", "symbol", "group", "platform")) {
      // A face with {braces} that name no axis is refused, so each is tried alone first.
      List<Hostile> taken =
          taken(
              each ->
                  farm.project()
                      .submit(
                          Submission.json(
                              Json.text(
                                  Map.of(
                                      "croft",
                                      1,
                                      "name",
                                      "try",
                                      "jobs",
                                      Map.of(
                                          "a", job(Map.of("face", Map.of(part, each.text())))))))));
      Map<String, Object> jobs = new LinkedHashMap<>();
      for (Hostile each : taken) {
        jobs.put(each.mark() + "job", job(Map.of("face", Map.of(part, each.text()))));
      }
      long graph = submit("faces", Map.of(), jobs);
      tab.open("/graphs/" + graph);
      assertThat(tab.page().locator(".chip").first()).isVisible();
      expandFolds();
      if (part.equals("title")) {
        // Titles are what a chip is called, not what it shows.
        assertThat(tab.page().locator(".chip[title*='" + taken.getLast().mark() + "']"))
            .hasCount(1);
        nothingHappened(part);
      } else {
        allAreShown("face's " + part, taken);
      }
      for (String view : List.of("dependencies", "waterfall", "table")) {
        tab.open("/graphs/%d?tab=%s".formatted(graph, view));
        assertThat(tab.page().locator("canvas, .grid-row .grid-name").first()).isVisible();
        nothingHappened(part + " in " + view);
      }
    }
  }

  private void expandFolds() {
    Locator folds = tab.page().locator(".chip.fold");
    while (folds.count() > 0) {
      folds.first().click();
    }
  }

  private static Map<String, Object> job(Map<String, ?> more) {
    Map<String, Object> job = new LinkedHashMap<>(Map.of("script", "true", "pool", "nobody"));
    job.putAll(more);
    return job;
  }

  @Test
  void whatAJobPrintsAndLeaves() throws Exception {
    Map<String, String> env = new LinkedHashMap<>();
    StringBuilder cases = new StringBuilder("<testsuite name='t'>");
    List<Hostile> inXml = new ArrayList<>();
    for (Hostile each : Hostile.ALL) {
      if (each.text().indexOf('\u001b') < 0) {
        String name = escaped(each.text());
        cases.append(
            "<testcase classname='c' name='%1$s'><failure message='%1$s'>%1$s</failure></testcase>"
                .formatted(name));
        inXml.add(each);
      }
      env.put(each.mark().substring(0, 3).toUpperCase(java.util.Locale.ROOT), each.text());
    }
    env.put("REPORT", cases.append("</testsuite>").toString());
    long graph =
        submit(
            "leaves",
            Map.of(),
            Map.of(
                "job",
                Map.of(
                    "env", env,
                    "script",
                        """
                        i=0; mkdir left; printf %s "$REPORT" > report.xml
                        while [ $i -lt COUNT ]; do
                          text=$(printenv "H$(printf %02d $i)"); printf '%s\\n' "$text"
                          mkdir -p "left/$(dirname -- "$text")" && echo "$text" > "left/$text"
                          i=$((i+1))
                        done
                        """
                            .replace("COUNT", Integer.toString(Hostile.ALL.size())),
                    "artifacts", List.of("left/**"),
                    "reports", Map.of("junit", "report.xml"))));
    farm.awaitEnd(graph);
    assertThat(farm.project().job(graph, "job").attempts().getLast().outcome())
        .as(farm.project().job(graph, "job").why())
        .isEqualTo(croft.protocol.wire.Outcome.SUCCEEDED);

    tab.page().setViewportSize(1440, 2_400);
    tab.open("/graphs/%d/jobs/job".formatted(graph));
    allAreShown("log", Hostile.ALL);
    tab.page().getByRole(AriaRole.TAB).getByText("Definition").click();
    nothingHappened("definition");
    tab.page().getByRole(AriaRole.TAB).getByText("Artifacts").click();
    assertThat(tab.page().locator(".artifact-name").first()).isVisible();
    allAreShown("test report", inXml);
    // Slashes make folders, a backslash and control signs no name: most are there all the same.
    assertThat(tab.page().locator(".artifact-name").count()).isGreaterThan(50);
    tab.page().locator(".artifact-name button").first().click();
    assertThat(tab.page().locator(".artifact-shown")).isVisible();
    nothingHappened("an artifact");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;");
  }

  @Test
  void whyWorkersGetNoWorkAndWhatGroupsOfALogAreCalled() throws Exception {
    List<Hostile> reasons =
        taken(
            each -> {
              String worker = "w-" + each.mark() + "x";
              farm.client()
                  .register(
                      new WorkerRegistration(
                          worker,
                          "nowhere",
                          List.of(),
                          1,
                          new Resources(1, 1L << 30, 0),
                          Isolation.NONE,
                          WorkerRegistration.PROTOCOL,
                          "test"));
              farm.client()
                  .setStanding(worker, new SetStanding(Standing.DRAINING, each.text(), null));
            });
    tab.open("/workers");
    allAreShown("why workers get no work", reasons);

    Map<String, String> env = new LinkedHashMap<>();
    for (Hostile each : Hostile.ALL) {
      env.put(each.mark().substring(0, 3).toUpperCase(java.util.Locale.ROOT), each.text());
    }
    long graph =
        submit(
            "groups",
            Map.of(),
            Map.of(
                "job",
                Map.of(
                    "env",
                    env,
                    "script",
                    """
                        i=0
                        while [ $i -lt COUNT ]; do
                          text=$(printenv "H$(printf %02d $i)"); printf '::group::%s\n' "$text"
                          echo inside; echo ::endgroup::
                          i=$((i+1))
                        done
                        """
                        .replace("COUNT", Integer.toString(Hostile.ALL.size())))));
    farm.awaitEnd(graph);
    tab.page().setViewportSize(1440, 2_400);
    tab.open("/graphs/%d/jobs/job".formatted(graph));
    assertThat(tab.page().locator(".log-group").nth(50)).isVisible();
    nothingHappened("groups of a log");
    String shown = (String) tab.page().evaluate(TEXT);
    assertThat(Hostile.ALL)
        .filteredOn(each -> each.isPlain() && each.text().equals(each.text().strip()))
        .filteredOn(each -> each.text().indexOf('\n') < 0)
        .hasSizeGreaterThan(30)
        .allSatisfy(each -> assertThat(shown).contains(each.text()));
  }

  @Test
  void subjectsInAJobsHistory() throws Exception {
    long[] last = {0};
    List<Hostile> titles =
        taken(
            each ->
                last[0] =
                    submit("history", Map.of("subject", Map.of("title", each.text())), ONE_JOB));
    tab.open("/graphs/%d/jobs/a".formatted(last[0]));
    tab.role(AriaRole.TAB, "History").click();
    Locator lines = tab.page().locator(".history tbody tr");
    assertThat(lines).hasCount(30);
    while (lines.count() < titles.size()) {
      int next = Math.min(lines.count() + 30, titles.size());
      tab.button("Older graphs").click();
      assertThat(lines).hasCount(next);
    }
    allAreShown("subjects in a history", titles);
  }

  @Test
  void reasonsMessagesAndComments() throws Exception {
    long graph = submit("reasons", Map.of(), ONE_JOB);
    boolean[] hold = {false};
    List<Hostile> reasons =
        taken(
            each -> {
              hold[0] = !hold[0];
              Op op = hold[0] ? Op.HOLD : Op.RELEASE;
              farm.project()
                  .edit(
                      graph,
                      new EditRequest(each.text(), null, List.of(Operation.on(op, List.of("a")))),
                      false);
            });
    tab.open("/graphs/%d?tab=revisions".formatted(graph));
    allAreShown("reasons of edits", reasons);

    List<Hostile> latches =
        taken(each -> farm.project().setLatch("latch-" + each.mark() + "x", true, each.text()));
    tab.open("/inbox?tab=latches");
    allAreShown("reasons of latches", latches);

    Map<String, Object> gates = new LinkedHashMap<>();
    for (Hostile each : Hostile.ALL) {
      gates.put(each.mark() + "gate", Map.of("breakpoint", Map.of("message", each.text())));
    }
    long asked = submit("asked", Map.of(), gates);
    tab.open("/inbox");
    allAreShown("what breakpoints ask", Hostile.ALL);
    List<Hostile> comments =
        taken(each -> farm.project().decide(asked, each.mark() + "gate", true, each.text(), null));
    assertThat(comments).hasSameSizeAs(Hostile.ALL);
    tab.open("/graphs/%d/jobs/%sgate".formatted(asked, Hostile.ALL.getFirst().mark()));
    assertThat(tab.page().locator(".why")).isVisible();
    nothingHappened("a decided breakpoint");
    tab.open("/inbox?tab=decided");
    for (Hostile each : comments) {
      tab.page()
          .locator(
              ".inbox-item",
              new com.microsoft.playwright.Page.LocatorOptions().setHasText(each.mark()))
          .click();
      assertThat(tab.role(AriaRole.ARTICLE, each.mark() + "gate in asked")).isVisible();
      if (each.isPlain()) {
        assertThat(tab.page().locator("article.decision")).containsText(each.text());
      }
    }
    nothingHappened("comments");
  }

  private static void template(String name, Map<String, ?> more)
      throws IOException, InterruptedException {
    Map<String, Object> file =
        new LinkedHashMap<>(Map.of("croft", 1, "name", "t", "jobs", ONE_JOB));
    file.putAll(more);
    farm.project().putTemplate(name, "application/json", Content.of(Json.text(file)), null);
  }

  @Test
  void templatesAndTheirParameters() throws Exception {
    List<Hostile> descriptions =
        taken(each -> template("t-" + each.mark() + "x", Map.of("description", each.text())));
    assertThat(descriptions).hasSameSizeAs(Hostile.ALL);
    tab.open("/templates");
    for (Hostile each : descriptions) {
      goTo("/templates?name=t-%sx".formatted(each.mark()));
      Locator shown = tab.role(AriaRole.ARTICLE, "Template t-%sx".formatted(each.mark()));
      assertThat(shown).containsText(each.isPlain() ? each.text() : each.mark());
    }
    nothingHappened("descriptions of templates");

    Map<String, Object> parameters = new LinkedHashMap<>();
    for (Hostile each : Hostile.ALL) {
      String name = "p" + each.mark().substring(1, 3);
      parameters.put(name, Map.of("default", each.text(), "description", each.text()));
      if (!each.text().contains(",")) {
        parameters.put(
            name + "c",
            Map.of("type", "choice", "choices", List.of(each.text(), "b"), "default", "b"));
      }
    }
    template("parametrised", Map.of("parameters", parameters));
    tab.open("/templates?name=parametrised");
    allAreShown("parameters", Hostile.ALL);
    tab.open("/compose?template=parametrised");
    allAreShown("fields of parameters", Hostile.ALL);
  }

  @Test
  void workersAndTheirLabels() throws Exception {
    List<Hostile> names = taken(each -> register(each.text(), List.of(), "v"));
    List<Hostile> labels =
        taken(each -> register("w-" + each.mark() + "x", List.of(each.text()), "v"));
    List<Hostile> versions =
        taken(each -> register("w-" + each.mark() + "y", List.of(), each.text()));
    tab.open("/workers");
    assertThat(tab.page().locator(".worker-name").first()).isVisible();
    // Names are refused unless they are harmless; labels and versions are texts, or refused alike.
    assertThat(names).extracting(Hostile::text).allMatch(text -> text.matches("[A-Za-z0-9._/=-]+"));
    for (List<Hostile> taken : List.of(labels, versions)) {
      if (taken.size() > names.size()) {
        allAreShown("workers", taken);
      }
    }
    nothingHappened("workers");
  }

  /** By HTTP as it is: our own client refuses bad names itself. */
  private static void register(String name, List<String> labels, String version)
      throws IOException, InterruptedException {
    Map<String, Object> worker = new LinkedHashMap<>();
    worker.put("name", name);
    worker.put("pool", "odd");
    worker.put("labels", labels);
    worker.put("slots", 1);
    worker.put("resources", Map.of("cpus", 1, "memoryBytes", 1L << 30, "gpus", 0));
    worker.put("isolation", "none");
    worker.put("protocol", 1);
    worker.put("version", version);
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(farm.url().resolve("/api/v1/workers"))
                  .header("Authorization", "Bearer " + farm.token())
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(Json.text(worker)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 400) {
        throw new ProblemException(Json.readResponse(answer.body(), Problem.class));
      }
    }
  }

  @Test
  void whatAPersonTypesOrALinkSays() throws Exception {
    long graph = submit("typed", Map.of(), ONE_JOB);
    tab.open("/graphs/" + graph);
    assertThat(tab.chip("a", "ready")).isVisible();
    for (Hostile each : Hostile.ALL) {
      String text = encoded(each.text());
      goTo("/graphs/%d?job=%d:%s&jobs=%s".formatted(graph, graph, text, text));
    }
    assertThat(tab.page().locator("section.job")).isVisible();
    nothingHappened("a link");
    tab.open("/graphs");
    tab.press("Control+k");
    Locator field = tab.role(AriaRole.COMBOBOX, "Search commands and graphs");
    for (Hostile each : Hostile.ALL) {
      field.fill(each.text());
      assertThat(tab.page().locator(".palette")).containsText(each.mark());
    }
    nothingHappened("palette");
    tab.open("/compose");
    tab.role(AriaRole.TEXTBOX, "Graph file in YAML or JSON. Escape, then Tab leaves it.").click();
    StringBuilder file = new StringBuilder("croft: 1\nname: typed\njobs:\n");
    for (Hostile each : Hostile.ALL) {
      if (each.isPlain()) {
        file.append("  '").append(each.text().replace("'", "''")).append("': {script: x}\n");
      }
    }
    tab.page().keyboard().insertText(file.toString());
    assertThat(tab.page().locator(".faults li").nth(50)).isVisible();
    nothingHappened("faults of a file");
  }

  /** As a link does: the view stays, its address is another. */
  private void goTo(String address) {
    tab.page()
        .evaluate(
            "(to) => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate')); }",
            address);
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
  }
}
