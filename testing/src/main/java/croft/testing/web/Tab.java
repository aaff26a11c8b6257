package croft.testing.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ViewportSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A tab of the web app, in a browser session of its own. It remembers what went wrong in it: errors
 * of scripts, what the console complains about, what the content security policy had to stop.
 */
public final class Tab implements AutoCloseable {
  /** What may take long is a job; the farm's own answers are there in a fraction of it. */
  private static final double PATIENCE_MS = 10_000;

  /** Told by the browser of each answer that is no success; views show those themselves. */
  private static final String ANSWERED = "Failed to load resource";

  private static final String WATCH =
      """
      window.croftStopped = [];
      document.addEventListener("securitypolicyviolation", (event) =>
        window.croftStopped.push(event.violatedDirective + " " + event.blockedURI + " " + event.sample));
      """;

  private final URI farm;
  private final BrowserContext context;
  private final Page page;
  private final List<String> faults = new ArrayList<>();

  Tab(Browser browser, URI farm, String token, ColorScheme scheme) {
    this.farm = farm;
    context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(new ViewportSize(1440, 900))
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setStorageState(
                    """
                    {"origins": [{"origin": "%s", "localStorage": [{"name": "croft.token", "value": "%s"}]}]}
                    """
                        .formatted(origin(farm), token)));
    context.setDefaultTimeout(PATIENCE_MS);
    context.addInitScript(WATCH);
    page = context.newPage();
    page.onPageError(error -> faults.add("script error: " + error));
    page.onDialog(
        dialog -> {
          faults.add("a dialog opened: " + dialog.message());
          dialog.dismiss();
        });
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") && !message.text().startsWith(ANSWERED)) {
            faults.add("console: " + message.text());
          }
        });
  }

  private static String origin(URI farm) {
    return "%s://%s:%d".formatted(farm.getScheme(), farm.getHost(), farm.getPort());
  }

  public Page page() {
    return page;
  }

  /** Goes to a view; its lines and live changes come after it. */
  public Tab open(String path) {
    page.navigate(origin(farm) + path);
    return this;
  }

  public Locator button(String name) {
    return role(AriaRole.BUTTON, name);
  }

  /** What people who listen find by this role and exactly this name. */
  public Locator role(AriaRole role, String name) {
    return page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  public Locator text(String text) {
    return page.getByText(text);
  }

  /** What was said of a command, such as that it is done; with a way to take it back. */
  public Locator said(String text) {
    return page.locator(".toast", new Page.LocatorOptions().setHasText(text));
  }

  /** A job on a board, in this state: {@code build: succeeded}. */
  public Locator chip(String key, String state) {
    return page.locator(".chip[data-key='%s'][aria-label$=': %s']".formatted(key, state));
  }

  /** Chosen one after the other, as a person presses them: {@code "g", "b"}. */
  public Tab press(String... keys) {
    for (String key : keys) {
      page.keyboard().press(key);
    }
    return this;
  }

  /** What went wrong since the last time that this was asked. */
  public List<String> faults() {
    List<String> all = new ArrayList<>(faults);
    faults.clear();
    for (Object stopped : (List<?>) page.evaluate("() => window.croftStopped.splice(0)")) {
      all.add("stopped by the policy: " + stopped);
    }
    return all;
  }

  /** A finding of axe. */
  public record Finding(String impact, String rule, String help, String where) {}

  /** What axe finds wrong in the view as it is now: serious and critical findings. */
  public List<Finding> barriers() {
    try {
      page.evaluate(Files.readString(Chromium.npm("axe-core/axe.min.js")) + "; undefined");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<?> found =
        (List<?>)
            page.evaluate(
                """
                async () => {
                  const result = await axe.run(document, {resultTypes: ["violations"]});
                  return result.violations
                    .filter((each) => each.impact === "serious" || each.impact === "critical")
                    .flatMap((each) => each.nodes.map((node) => ({
                      impact: each.impact, rule: each.id, help: each.help,
                      where: node.target.join(" ") + ": " + node.html.slice(0, 200)
                        + " " + node.any.map((one) => one.message).join("; "),
                    })));
                }
                """);
    return found.stream()
        .map(each -> (Map<?, ?>) each)
        .map(
            each ->
                new Finding(
                    String.valueOf(each.get("impact")),
                    String.valueOf(each.get("rule")),
                    String.valueOf(each.get("help")),
                    String.valueOf(each.get("where"))))
        .toList();
  }

  /** All frames of the page, the page itself first. */
  public List<Frame> frames() {
    return page.frames();
  }

  @Override
  public void close() {
    context.close();
  }
}
