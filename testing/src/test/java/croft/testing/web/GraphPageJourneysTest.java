package croft.testing.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people do with many jobs of a graph at once, and with the lines between them. */
class GraphPageJourneysTest {
  @AutoClose private static final WebFarm farm = new WebFarm(4);
  @AutoClose private static final Chromium chromium = new Chromium();

  @AutoClose private final Tab tab = chromium.tab(farm);
  @RegisterExtension final Picture onFailure = new Picture(() -> tab);

  /**
   * Where each job is: what the picture says of the place under the pointer, for all its places.
   */
  private static final String PLACES =
      """
      () => {
        const frame = document.querySelector(".picture-frame");
        const box = frame.getBoundingClientRect();
        const places = {};
        for (let y = 2; y < box.height; y += 8) {
          for (let x = 2; x < box.width; x += 8) {
            const init = {clientX: box.left + x, clientY: box.top + y, bubbles: true};
            frame.dispatchEvent(new PointerEvent("pointermove", init));
            const name = document.querySelector(".picture-foot b")?.textContent;
            if (name === undefined) continue;
            const at = places[name] ??= {left: Infinity, right: 0, top: Infinity, bottom: 0};
            at.left = Math.min(at.left, init.clientX);
            at.right = Math.max(at.right, init.clientX);
            at.top = Math.min(at.top, init.clientY);
            at.bottom = Math.max(at.bottom, init.clientY);
          }
        }
        return places;
      }
      """;

  @AfterEach
  void nothingWentWrongInTheTab() {
    assertThat(tab.faults()).isEmpty();
  }

  @Test
  void aLinkToSeveralJobsShowsWhatCanBeDoneToAllOfThem() throws Exception {
    long graph =
        farm.submit(
            """
            croft: 1
            name: several
            jobs:
              good: {script: "true"}
              bad: {matrix: {n: [1, 2]}, script: exit 1}
              waits: {pool: nobody, script: x}
              ghost: {active: false, script: "true"}
            """);
    tab.open("/graphs/%d?tab=table&sel=bad/1,bad/2,waits,ghost".formatted(graph));
    Locator selected = tab.role(AriaRole.REGION, "Selected jobs");
    assertThat(selected).containsText("4 jobs selected");
    assertThat(selected).containsText("2 failed");
    assertThat(tab.button("Switch 1 on")).isVisible();
    assertThat(tab.button("Cancel 1")).isVisible();
    tab.button("Run 2 again").click();

    assertThat(tab.role(AriaRole.LIST, "Wanted")).containsText("run bad/1 again");
    assertThat(tab.page().locator(".edit-follows")).containsText("2 jobs in another state");
    tab.role(AriaRole.TEXTBOX, "Reason").fill("the disk was full");
    tab.button("Apply 2 changes").click();
    assertThat(tab.said("Revision 2")).isVisible();
    assertThat(tab.page().locator(".grid-name[title='bad/1']")).isVisible();
    assertThat(farm.project().job(graph, "bad/1").attempts().size()).isLessThanOrEqualTo(2);
    assertThat(farm.project().graph(graph).revision()).isEqualTo(2);
  }

  @Test
  void twoJobsAreLinkedByDraggingButNotIntoACycle() throws Exception {
    long graph =
        farm.submit(
            """
            croft: 1
            name: linked
            jobs:
              build: {pool: nobody, script: x}
              test: {pool: nobody, needs: [build], script: x}
              docs: {pool: nobody, script: x}
            """);
    tab.open("/graphs/%d?tab=dependencies&edit=1".formatted(graph));
    tab.page().waitForFunction("() => performance.getEntriesByName('croft.change').length > 0");
    Map<?, ?> places = (Map<?, ?>) tab.page().evaluate(PLACES);

    drag(places, "test", "build");
    assertThat(tab.role(AriaRole.LIST, "Wanted")).hasCount(0);
    drag(places, "docs", "test");
    Locator wanted = tab.role(AriaRole.LIST, "Wanted");
    assertThat(wanted).hasText("test needs docs");
    tab.press("Control+z");
    assertThat(wanted).hasCount(0);
    tab.press("Control+Shift+z");
    assertThat(wanted).hasText("test needs docs");
    // What is wanted counts for the next check, too.
    drag(places, "test", "docs");
    assertThat(wanted).hasText("test needs docs");
    tab.role(AriaRole.TEXTBOX, "Reason").fill("the tests read the docs");
    tab.button("Apply 1 change").click();

    assertThat(tab.said("Revision 2")).isVisible();
    assertThat(farm.project().job(graph, "test").dependencyCount()).isEqualTo(2);
  }

  /** From a job's right end, where a line begins, to the middle of another one. */
  private void drag(Map<?, ?> places, String from, String to) {
    Map<?, ?> a = (Map<?, ?>) requireNonNull(places.get(from));
    Map<?, ?> b = (Map<?, ?>) requireNonNull(places.get(to));
    Page page = tab.page();
    page.mouse().move(number(a, "right") - 2, middle(a, "top", "bottom"));
    page.mouse().down();
    page.mouse().move(number(b, "left") + 8, middle(b, "top", "bottom") + 1);
    page.mouse().move(middle(b, "left", "right"), middle(b, "top", "bottom"));
    page.mouse().up();
  }

  private static double number(Map<?, ?> place, String side) {
    return ((Number) requireNonNull(place.get(side))).doubleValue();
  }

  private static double middle(Map<?, ?> place, String one, String other) {
    return (number(place, one) + number(place, other)) / 2;
  }
}
