package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsDocumentationTest {
  private static final Pattern EXPOSED = Pattern.compile("(?m)^# TYPE (croft_[a-z_]+) (\\w+)$");
  private static final Pattern DOCUMENTED =
      Pattern.compile("(?m)^\\| `(croft_[a-z_]+)` \\| (\\w+) \\|");

  @Test
  void everyMetricOfAServerIsDocumentedWithItsKind() throws Exception {
    String documented = Files.readString(root().resolve("docs/metrics.md"));
    try (ApiServer farm = new ApiServer()) {
      farm.submit("croft: 1\nname: one\njobs: {a: {script: echo}}\n");
      farm.claim("a");
      farm.get("/metrics");
      Set<String> exposed = pairs(EXPOSED, farm.get("/metrics").body());
      assertThat(exposed).hasSizeGreaterThan(10);
      assertThat(pairs(DOCUMENTED, documented)).containsAll(exposed);
    }
  }

  private static Set<String> pairs(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1) + " " + match.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The folder of the whole build, from that of a module. */
  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("docs"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new AssertionError("no docs above " + Path.of("").toAbsolutePath());
      }
    }
    return folder;
  }
}
