package croft.testing.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * This system's Chromium, driven by Playwright. Playwright's driver and its Node.js are those that
 * the web app's build has: nothing else is downloaded.
 */
public final class Chromium implements AutoCloseable {
  private static final String DRIVER_FOLDER = "playwright.cli.dir";

  private final Playwright playwright;
  private final Browser browser;

  /** Starts the browser without a window. */
  public Chromium() {
    driver();
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program("chromium"))
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--disable-background-networking")));
  }

  /** A tab with a session of its own, signed in to the farm. */
  public Tab tab(WebFarm farm) {
    return tab(farm, ColorScheme.LIGHT);
  }

  /** A tab that is signed in, for people whose system is light or dark. */
  public Tab tab(WebFarm farm, ColorScheme scheme) {
    return tab(farm.url(), farm.token(), scheme);
  }

  /** A tab that is signed in to a farm elsewhere. */
  public Tab tab(URI farm, String token, ColorScheme scheme) {
    return new Tab(browser, farm, token, scheme);
  }

  /** What a package of the web app's build has. */
  static Path npm(String path) {
    return root().resolve("web/node_modules").resolve(path);
  }

  /** A folder as Playwright wants its driver to lie. */
  private static void driver() {
    if (System.getProperty(DRIVER_FOLDER) != null) {
      return;
    }
    Path packed = npm("playwright-core");
    if (!Files.exists(packed.resolve("cli.js"))) {
      throw new IllegalStateException(packed + " is missing: run npm ci in the folder web");
    }
    try {
      Path folder = Files.createTempDirectory("croft-playwright-");
      Files.createSymbolicLink(folder.resolve("package"), packed);
      Files.createSymbolicLink(folder.resolve("node"), program("node"));
      System.setProperty(DRIVER_FOLDER, folder.toString());
      folder.resolve("package").toFile().deleteOnExit();
      folder.resolve("node").toFile().deleteOnExit();
      folder.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path program(String name) {
    for (String folder :
        System.getenv().getOrDefault("PATH", "/usr/bin").split(File.pathSeparator)) {
      Path program = Path.of(folder, name);
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    throw new IllegalStateException(
        "no %1$s on the PATH: install it (Debian: apt-get install %1$s); ./croft test does it as root"
            .formatted(name));
  }

  /** The sources' root: tests run in their module's folder, benchmarks anywhere below it. */
  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    for (Path at = folder; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("web/package.json"))) {
        return at;
      }
    }
    throw new IllegalStateException("no web/package.json in a folder above " + folder);
  }

  @Override
  public void close() {
    playwright.close();
  }
}
