package croft.testing.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A farm that nobody has used yet. */
class FirstVisitTest {
  @AutoClose private static final WebFarm farm = new WebFarm(4);
  @AutoClose private static final Chromium chromium = new Chromium();

  @AutoClose private final Tab tab = chromium.tab(farm);
  @RegisterExtension final Picture onFailure = new Picture(() -> tab);

  @Test
  void theFirstPageLeadsToAFirstGraphInOneClick() {
    tab.open("/");
    assertThat(tab.role(AriaRole.HEADING, "Nothing has run here yet")).isVisible();
    tab.button("Run this example").click();

    assertThat(tab.role(AriaRole.HEADING, "hello")).isVisible();
    assertThat(tab.chip("fetch", "succeeded")).isVisible();
    assertThat(tab.chip("benchmark", "inactive")).isVisible();
    assertThat(tab.faults()).isEmpty();
  }
}
