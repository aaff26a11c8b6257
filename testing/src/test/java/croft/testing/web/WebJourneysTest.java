package croft.testing.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import croft.protocol.client.Content;
import croft.protocol.wire.Commands;
import croft.protocol.wire.Edits.EditRequest;
import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people do in the web app, from the first look to the end of their graph. */
class WebJourneysTest {
  @AutoClose private static final WebFarm farm = new WebFarm(4);
  @AutoClose private static final Chromium chromium = new Chromium();

  @AutoClose private final Tab tab = chromium.tab(farm);
  @RegisterExtension final Picture onFailure = new Picture(() -> tab);

  @AfterEach
  void nothingWentWrongInTheTab() {
    assertThat(tab.faults()).isEmpty();
  }

  @Test
  void aPastedGraphIsSubmittedAndWatchedToItsEnd() {
    WebFarm.Gate gate = farm.gate("watched");
    tab.open("/compose");
    tab.role(AriaRole.TEXTBOX, "Graph file in YAML or JSON. Escape, then Tab leaves it.").click();
    tab.page()
        .keyboard()
        .insertText(
            """
            croft: 1
            name: watched
            jobs:
              build: {script: "%s"}
              test: {needs: [build], script: "echo all tests pass"}
            """
                .formatted(gate.script()));
    assertThat(tab.text("2 jobs would run")).isVisible();
    tab.button("Submit").click();

    assertThat(tab.chip("build", "running")).isVisible();
    assertThat(tab.chip("test", "blocked")).isVisible();
    gate.open();
    assertThat(tab.chip("build", "succeeded")).isVisible();
    assertThat(tab.chip("test", "succeeded")).isVisible();
    assertThat(tab.page().locator(".graph-head .state-label")).hasText("succeeded");
    assertThat(tab.page()).hasTitle("watched · Croft");
  }

  @Test
  void aFileWithFaultsShowsEachOfThemInItsPlace() {
    tab.open("/compose");
    tab.role(AriaRole.TEXTBOX, "Graph file in YAML or JSON. Escape, then Tab leaves it.").click();
    tab.page()
        .keyboard()
        .insertText(
            """
            croft: 1
            name: broken
            jobs:
              build: {script: make, timeout: soon}
              test: {needs: [buidl], script: make test}
            """);

    Locator faults = tab.page().locator(".faults li");
    assertThat(faults).hasCount(2);
    assertThat(faults.nth(0)).containsText("4:");
    assertThat(faults.nth(1)).containsText("did you mean \"build\"?");
    assertThat(tab.button("Submit")).isDisabled();
  }

  @Test
  void anInactiveJobIsSwitchedOnInPlaceAndRuns() throws Exception {
    long graph =
        farm.submit(
            """
            croft: 1
            name: ghosts
            jobs:
              build: {script: echo built}
              bench: {needs: [build], active: false, script: echo fast enough}
            """);
    tab.open("/graphs/" + graph);
    assertThat(tab.chip("build", "succeeded")).isVisible();
    tab.chip("bench", "inactive").dblclick();

    assertThat(tab.text("bench is switched on")).isVisible();
    assertThat(tab.chip("bench", "succeeded")).isVisible();
    // The double click chose it, too: its log is there.
    assertThat(tab.role(AriaRole.REGION, "Log")).containsText("fast enough");
  }

  private static final Pattern STREAM = Pattern.compile("/stream\\?");

  /** The jobs come by a call of their own: what happens before the stream begins is in neither. */
  @Test
  void whatHappensBetweenReadingAGraphAndFollowingItIsSeen() throws Exception {
    WebFarm.Gate gate = farm.gate("between");
    long graph =
        farm.submit(
            "croft: 1\nname: between\njobs: {build: {script: '%s'}}".formatted(gate.script()));
    // Streams wait until the columns have come; one that is asked for later goes on at once.
    List<Route> streams = new ArrayList<>();
    AtomicBoolean answered = new AtomicBoolean();
    tab.page()
        .route(
            "**/columns",
            route -> {
              APIResponse before = route.fetch();
              if (Files.notExists(gate.file())) {
                gate.open();
                farm.awaitEnd(graph);
              }
              route.fulfill(new Route.FulfillOptions().setResponse(before));
              answered.set(true);
              streams.forEach(Route::resume);
              streams.clear();
            });
    tab.page()
        .route(
            STREAM,
            route -> {
              if (answered.get()) {
                route.resume();
              } else {
                streams.add(route);
              }
            });
    tab.open("/graphs/" + graph);

    assertThat(tab.chip("build", "succeeded")).isVisible();
  }

  /** As it is told when it was too slow to be told of each change. */
  @Test
  void aTabThatIsToldOfAGapReadsItsGraphAnew() throws Exception {
    WebFarm.Gate gate = farm.gate("gap");
    long graph =
        farm.submit("croft: 1\nname: gap\njobs: {build: {script: '%s'}}".formatted(gate.script()));
    tab.open("/graphs/" + graph);
    assertThat(tab.chip("build", "running")).isVisible();
    // The log's topic makes a new stream, which says of the end only that something is missing.
    List<Route> streams = new ArrayList<>();
    tab.page().route(STREAM, streams::add);
    tab.chip("build", "running").click();
    tab.page().waitForCondition(() -> !streams.isEmpty());
    gate.open();
    farm.awaitEnd(graph);
    assertThat(tab.chip("build", "running")).isVisible();
    String reset = "event: reset\ndata: {\"topic\":\"graph:%d\"}\n\n".formatted(graph);
    streams.forEach(
        route ->
            route.fulfill(
                new Route.FulfillOptions().setContentType("text/event-stream").setBody(reset)));
    assertThat(tab.chip("build", "succeeded")).isVisible();
  }

  private static long pending(String name) throws Exception {
    return farm.submit(
        """
        croft: 1
        name: %s
        jobs:
          build: {pool: nobody, script: make}
          test: {pool: nobody, needs: [build], script: make test}
          docs: {pool: nobody, script: make docs}
        """
            .formatted(name));
  }

  @Test
  void pendingJobsAreEditedWithAReasonAndTheEditIsUndone() throws Exception {
    long graph = pending("edited");
    tab.open("/graphs/%d?tab=table".formatted(graph));
    tab.button("Edit").click();
    row("test").click();
    tab.button("Switch on/off").click();
    assertThat(tab.role(AriaRole.LIST, "Wanted")).hasText("switch off test");
    assertThat(tab.page().locator(".edit-follows")).containsText("1 blocked → inactive");

    // Taken back and done again before it is sent.
    tab.press("Control+z");
    assertThat(tab.role(AriaRole.LIST, "Wanted")).hasCount(0);
    tab.press("Control+Shift+z");
    tab.role(AriaRole.TEXTBOX, "Reason").fill("the tests are known to fail");
    tab.button("Apply 1 change").click();
    assertThat(row("test")).containsText("inactive");
    assertThat(tab.text("revision 2").first()).isVisible();

    tab.said("Revision 2").getByText("Undo").click();
    assertThat(row("test")).containsText("blocked");
    assertThat(tab.page().locator(".badge", new Page.LocatorOptions().setHasText("revision 3")))
        .isVisible();
    assertThat(farm.project().graph(graph).revision()).isEqualTo(3);
  }

  @Test
  void aConflictSaysWhoseChangeIsInTheWayAndKeepsWhatWasWanted() throws Exception {
    long graph = pending("contested");
    tab.open("/graphs/%d?tab=table".formatted(graph));
    tab.button("Edit").click();
    row("docs").click();
    tab.button("Switch on/off").click();
    assertThat(tab.page().locator(".edit-follows")).containsText("inactive");
    farm.project()
        .edit(
            graph,
            new EditRequest(
                "quicker than you", null, List.of(Operation.on(Op.CANCEL, List.of("docs")))),
            false);
    assertThat(row("docs")).containsText("cancelled");
    tab.role(AriaRole.TEXTBOX, "Reason").fill("nobody reads them");
    tab.button("Apply 1 change").click();

    Locator trouble = tab.page().locator(".edit-trouble");
    assertThat(trouble).containsText("Somebody changed the same jobs since you began.");
    assertThat(trouble).containsText("docs");
    assertThat(tab.role(AriaRole.LIST, "Wanted")).hasText("switch off docs");
    assertThat(tab.role(AriaRole.TEXTBOX, "Reason")).hasValue("nobody reads them");
    assertThat(farm.project().graph(graph).revision()).isEqualTo(2);
  }

  private Locator row(String key) {
    return tab.page()
        .locator(
            ".grid-row",
            new Page.LocatorOptions()
                .setHas(tab.page().locator(".grid-name[title='%s']".formatted(key))));
  }

  @Test
  void aBreakpointIsApprovedAndWhatWaitedForItRuns() throws Exception {
    long graph =
        farm.submit(
            """
            croft: 1
            name: signed-off
            jobs:
              build: {script: echo built}
              flaky: {script: exit 1, allowFailure: true}
              release: {needs: [build, flaky], breakpoint: {message: "Ship it?"}}
              publish: {needs: [release], script: echo published}
            """);
    tab.open("/inbox");
    Locator decision = tab.role(AriaRole.ARTICLE, "release in signed-off");
    assertThat(decision).containsText("Ship it?");
    assertThat(decision).containsText("failed, allowed to");
    tab.role(AriaRole.TEXTBOX, "Comment on release").fill("looks good");
    decision.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Approve")).click();

    assertThat(tab.text("Approved release of signed-off")).isVisible();
    tab.open("/graphs/" + graph);
    assertThat(tab.chip("publish", "succeeded")).isVisible();
    tab.open("/inbox?tab=decided");
    assertThat(tab.role(AriaRole.ARTICLE, "release in signed-off")).containsText("looks good");
  }

  @Test
  void aTemplateIsFilledInSwitchedAndSubmitted() throws Exception {
    farm.project()
        .putTemplate(
            "checks",
            "application/yaml",
            Content.of(
                """
                croft: 1
                name: checks
                parameters:
                  revision: {default: main, description: What to check}
                  thorough: {type: boolean, default: false}
                jobs:
                  build: {script: 'echo "building $REVISION, thorough $THOROUGH"'}
                  test: {matrix: {os: [linux, mac]}, needs: [build], script: echo ok}
                  lint: {needs: [build], script: echo ok}
                """),
            null);
    tab.open("/templates");
    tab.page()
        .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("^Run…")))
        .click();
    tab.role(AriaRole.TEXTBOX, "revision").fill("topic/42");
    tab.role(AriaRole.SWITCH, "thorough")
        .setChecked(true, new Locator.SetCheckedOptions().setForce(true));
    tab.role(AriaRole.TREE, "Jobs").getByText("lint").click();
    assertThat(tab.page().locator(".compose-foot"))
        .containsText("3 jobs would run, 1 switched by hand");
    tab.button("Submit").click();

    tab.chip("build", "succeeded").click();
    assertThat(tab.role(AriaRole.REGION, "Log")).containsText("building topic/42, thorough true");
    assertThat(tab.chip("lint", "inactive")).isVisible();
  }

  @Test
  void aLogIsFollowedWhileItIsWritten() throws Exception {
    WebFarm.Gate gate = farm.gate("followed");
    long graph =
        farm.submit(
            """
            croft: 1
            name: followed
            jobs:
              talk:
                script: |
                  echo "before the gate"
                  printf '\\033[31mred\\033[0m and <b>plain</b>\\n'
                  %s
                  echo "src/a.c:7: error: behind the gate"
                  exit 3
            """
                .formatted(gate.script()));
    tab.open("/graphs/%d/jobs/talk".formatted(graph));
    Locator log = tab.role(AriaRole.REGION, "Log");
    assertThat(log).containsText("before the gate");
    assertThat(log).containsText("red and <b>plain</b>");
    assertThat(tab.button("Following")).isVisible();
    gate.open();

    assertThat(log).containsText("error: behind the gate");
    assertThat(tab.text("exit code 3").first()).isVisible();
    assertThat(tab.button("First failing line: 3")).isVisible();
    log.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Link to line 3"))
        .click();
    assertThat(tab.page()).hasURL(Pattern.compile("[?&]line=3(&|$)"));
  }

  @Test
  void aLogsGroupsAreFoldedAndALinkIntoOneOpensIt() throws Exception {
    long graph =
        farm.submit(
            """
            croft: 1
            name: grouped
            jobs:
              talk:
                script: |
                  echo "before"
                  echo "::group::Fetch <b>all</b>"
                  i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo "fetched part $i"; done
                  echo "::endgroup::"
                  echo "after"
            """);
    farm.awaitEnd(graph);
    tab.open("/graphs/%d/jobs/talk".formatted(graph));
    Locator log = tab.role(AriaRole.REGION, "Log");
    assertThat(log).containsText("after");
    Locator group = tab.button("Fetch <b>all</b> 400 lines");
    assertThat(group).hasAttribute("aria-expanded", "false");
    assertThat(log).not().containsText("fetched part 1");
    group.focus();
    tab.press("Enter");
    assertThat(group).hasAttribute("aria-expanded", "true");
    assertThat(log).containsText("fetched part 1");
    assertThat(log).not().containsText("::");
    tab.press("z");
    assertThat(log).not().containsText("fetched part 1");

    // The 300th part is in line 302.
    tab.open("/graphs/%d/jobs/talk?line=302".formatted(graph));
    assertThat(tab.page().locator(".log-line.chosen")).containsText("fetched part 300");
    assertThat(tab.page().locator(".log-line.chosen")).isInViewport();
  }

  @Test
  void aJobsHistoryLeadsToItsEarlierGraphs() throws Exception {
    String file = "croft: 1\nname: with-history\njobs: {build: {script: 'exit %d'}}";
    long first = farm.submit(file.formatted(1));
    farm.awaitEnd(first);
    long second = farm.submit(file.formatted(0));
    farm.awaitEnd(second);
    tab.open("/graphs/%d/jobs/build".formatted(second));
    tab.role(AriaRole.TAB, "History").click();
    Locator lines = tab.page().locator(".history tbody tr");
    assertThat(lines).hasCount(2);
    assertThat(lines.nth(0)).containsText("this one");
    assertThat(lines.nth(1)).containsText("failed exit code 1");
    tab.page()
        .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Long.toString(first)))
        .click();
    assertThat(tab.page()).hasURL(Pattern.compile("/graphs/%d/jobs/build$".formatted(first)));
    assertThat(tab.text("exit code 1").first()).isVisible();
  }

  @Test
  void theBoardTellsFailuresApartAndShowsHowOftenASampledJobFails() throws Exception {
    long graph =
        farm.submit(
            """
            croft: 1
            name: told-apart
            jobs:
              bad: {script: exit 1}
              known: {script: exit 1, allowFailure: true}
              pardoned: {script: exit 1}
              good: {matrix: {n: [1, 2, 3, 4, 5, 6]}, script: "true"}
            """);
    farm.awaitEnd(graph);
    farm.project()
        .edit(
            graph,
            new EditRequest("known", null, List.of(Operation.on(Op.WAIVE, List.of("pardoned")))),
            false);
    long samples =
        farm.project()
            .sample(graph, "good/3", new Commands.Sample(4, null, null), "told-apart")
            .graph();
    farm.awaitEnd(samples);
    tab.open("/board?job=" + graph + ":known");
    Locator board = tab.page().locator("[data-graph='%d']".formatted(graph));
    assertThat(board.locator(".chip.look-failed")).hasCount(1);
    assertThat(board.getByRole(AriaRole.BUTTON, named("known: failed, which is allowed")))
        .hasCount(1);
    assertThat(board.getByRole(AriaRole.BUTTON, named("pardoned: failed, waived"))).hasCount(1);
    // The sampled one is not folded away with the other five.
    Locator rated =
        board.getByRole(
            AriaRole.BUTTON,
            named("3, good/3 (0 of 4 samples failed, 0%, likely 0% to 49%): succeeded"));
    assertThat(rated).containsText("0%");
    assertThat(board.getByRole(AriaRole.BUTTON, named("5 jobs succeeded, folded"))).hasCount(1);
    // Neither the allowed nor the waived one is a person's turn.
    tab.press("u");
    assertThat(board.locator(".chip")).hasCount(1);
    tab.press("n");
    assertThat(tab.role(AriaRole.REGION, "Job bad")).isVisible();
  }

  private static Locator.GetByRoleOptions named(String name) {
    return new Locator.GetByRoleOptions().setName(name).setExact(true);
  }

  @Test
  void anArtifactIsOpenedInASandboxWhereItsScriptsDoNotRun() throws Exception {
    long graph =
        farm.submit(
            """
            croft: 1
            name: leaves-a-page
            jobs:
              report:
                script: |
                  cat > report.html <<'END'
                  <!doctype html><title>r</title><h1>All green</h1>
                  <script>document.querySelector("h1").textContent = "hijacked"; top.hijacked = true;</script>
                  <img src=x onerror="document.querySelector('h1').textContent = 'hijacked'">
                  END
                artifacts: [report.html]
            """);
    tab.open("/graphs/%d?job=%d:report".formatted(graph, graph));
    tab.role(AriaRole.TAB, "Artifacts 1").click();
    tab.button("report.html").click();

    FrameLocator page = tab.page().frameLocator("iframe.artifact-page");
    assertThat(page.locator("h1")).hasText("All green");
    assertThat(tab.page().locator("iframe.artifact-page")).hasAttribute("sandbox", "");
    assertThat(tab.page().evaluate("() => window.hijacked")).isNull();
    // What the policy stopped there is the artifact's.
    assertThat(tab.faults())
        .allMatch(
            fault -> fault.contains("script") || fault.contains("blob:") || fault.contains("x"));
  }

  @Test
  void everythingOnTheWayToAFailureIsDoneByKeyboard() throws Exception {
    long graph =
        farm.submit(
            """
            croft: 1
            name: by-keyboard
            jobs:
              one: {script: echo first; exit 1}
              two: {script: echo good}
              three: {script: echo second; exit 1}
            """);
    tab.open("/graphs");
    assertThat(
            tab.page().locator("a.graph-row", new Page.LocatorOptions().setHasText("by-keyboard")))
        .containsText("failed");
    tab.press("Control+k");
    tab.page().keyboard().type("by-keyb");
    assertThat(tab.page().locator("#palette-list [aria-selected=true]"))
        .containsText("by-keyboard");
    tab.press("Enter");
    assertThat(tab.page()).hasURL(Pattern.compile("/graphs/%d$".formatted(graph)));
    assertThat(tab.chip("three", "failed")).isVisible();

    tab.press("n");
    assertThat(tab.role(AriaRole.REGION, "Job one")).isVisible();
    tab.press("n");
    assertThat(tab.role(AriaRole.REGION, "Job three")).isVisible();
    tab.press("p");
    assertThat(tab.role(AriaRole.REGION, "Job one")).isVisible();
    assertThat(tab.button("Waive")).isVisible();
    tab.press("w");
    tab.page().keyboard().type("known");
    tab.press("Enter");
    assertThat(tab.chip("one", "failed, waived")).isVisible();
    tab.press("u");
    assertThat(tab.page().locator(".chip")).hasCount(1);
    tab.press("Escape");
    assertThat(tab.page().locator("section.job")).hasCount(0);
    tab.press("g", "w");
    assertThat(tab.role(AriaRole.HEADING, "Workers")).isVisible();
  }

  @Test
  void aWorkerIsDrainedByKeyboardWithAReasonAndReleased() throws Exception {
    farm.worker("spare", 1);
    tab.open("/workers");
    Locator line =
        tab.page().locator(".pool tbody tr", new Page.LocatorOptions().setHasText("spare"));
    assertThat(line).containsText("live");
    tab.button("Stop work for spare").focus();
    tab.press("Enter");
    Locator sheet = tab.role(AriaRole.DIALOG, "No more work for spare");
    assertThat(sheet).isVisible();
    assertThat(tab.button("Drain")).isDisabled();
    tab.page().keyboard().type("its fan is loud");
    tab.press("Enter");

    assertThat(tab.said("spare is draining")).isVisible();
    assertThat(sheet).hasCount(0);
    assertThat(line).containsText("drained");
    assertThat(line).containsText("its fan is loud");
    assertThat(farm.client().standings().items().getFirst().reason()).isEqualTo("its fan is loud");
    tab.button("Release spare").focus();
    tab.press("Enter");
    assertThat(tab.button("Stop work for spare")).isVisible();
    assertThat(line).containsText("live");
    assertThat(farm.client().standings().items()).isEmpty();
  }

  @Test
  void aFailedJobRunsAgainWithChangesAndIsSampled() throws Exception {
    long graph =
        farm.submit(
            """
            croft: 1
            name: changed
            jobs: {flaky: {env: {MOOD: bad}, script: 'echo "mood $MOOD"; test "$MOOD" = good'}}
            """);
    farm.awaitEnd(graph);
    tab.open("/graphs/%d/jobs/flaky".formatted(graph));
    tab.button("With changes…").click();
    tab.role(AriaRole.TEXTBOX, "Variables to set, NAME=value").fill("not a variable");
    tab.button("Run again").last().click();
    assertThat(tab.role(AriaRole.DIALOG, "Run again with changes"))
        .containsText("write NAME=value");
    tab.role(AriaRole.TEXTBOX, "Variables to set, NAME=value").fill("MOOD=good");
    tab.button("Run again").last().click();
    assertThat(tab.role(AriaRole.REGION, "Log")).containsText("mood good");

    tab.role(AriaRole.TAB, "Samples").click();
    assertThat(tab.text("It was not sampled yet.")).isVisible();
    tab.role(AriaRole.SPINBUTTON, "Run it").fill("3");
    tab.button("Sample").click();
    // Samples have the job's own definition, not what one attempt had instead.
    assertThat(tab.page().locator(".samples tbody")).containsText("3 of 3");
    assertThat(tab.page().locator(".samples tbody")).containsText("100%");
  }

  @Test
  void cancellingAJobByItsKeyIsAskedFirstAndTheFocusGoesBackToTheBoard() throws Exception {
    long graph = pending("asked-first");
    tab.open("/graphs/" + graph);
    tab.chip("build", "ready").focus();
    tab.press("Enter");
    assertThat(tab.button("Switch off")).isVisible();
    assertThat(tab.role(AriaRole.REGION, "Job build")).isFocused();
    tab.press("x");
    assertThat(tab.role(AriaRole.DIALOG, "Cancel build?")).isVisible();
    tab.press("Escape");
    assertThat(tab.role(AriaRole.DIALOG, "Cancel build?")).hasCount(0);
    tab.press("Escape");
    assertThat(tab.chip("build", "ready")).isFocused();

    tab.press("Enter");
    assertThat(tab.button("Switch off")).isVisible();
    tab.press("x");
    tab.button("Cancel the job").click();
    assertThat(tab.chip("build", "cancelled")).isVisible();
    assertThat(tab.chip("test", "skipped")).isVisible();
  }
}
