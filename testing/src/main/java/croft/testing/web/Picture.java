package croft.testing.web;

import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What a tab showed when a test failed: a picture and the page, in {@code target/web}. */
public record Picture(Supplier<Tab> tab) implements AfterTestExecutionCallback {
  @Override
  public void afterTestExecution(ExtensionContext context) throws Exception {
    if (context.getExecutionException().isEmpty()) {
      return;
    }
    String name =
        context.getRequiredTestClass().getSimpleName()
            + "."
            + context.getRequiredTestMethod().getName();
    Path folder = Files.createDirectories(Path.of("target", "web"));
    Page page = tab.get().page();
    page.screenshot(new Page.ScreenshotOptions().setPath(folder.resolve(name + ".png")));
    Files.writeString(folder.resolve(name + ".html"), page.content());
    System.err.println("the tab's last state: " + folder.resolve(name + ".png").toAbsolutePath());
  }
}
