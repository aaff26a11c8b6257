import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Makes one HTML page of the merged reports: {@code java ReportPage.java merged report.html TITLE}.
 *
 * <p>One file, no script, nothing loaded from elsewhere: a page that is an artifact must still be
 * readable in ten years, and from a folder.
 */
final class ReportPage {
  private static final int SLOWEST_MAX = 10;

  private enum Outcome {
    PASSED,
    SKIPPED,
    FAILED
  }

  private record Case(
      String jdk, String chunk, String name, double seconds, Outcome outcome, String detail) {}

  private record Row(int tests, int failed, int skipped, double seconds) {
    static Row of(List<Case> cases) {
      return new Row(
          cases.size(),
          (int) cases.stream().filter(c -> c.outcome() == Outcome.FAILED).count(),
          (int) cases.stream().filter(c -> c.outcome() == Outcome.SKIPPED).count(),
          cases.stream().mapToDouble(Case::seconds).sum());
    }
  }

  public static void main(String[] args) throws Exception {
    List<Case> cases = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(args[0]))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".xml")).sorted().toList()) {
        cases.addAll(read(file));
      }
    }
    Path page = Path.of(args[1]);
    Files.writeString(page, html(args[2], cases), UTF_8);
    System.out.printf("%s: %d tests%n", page, cases.size());
  }

  private static List<Case> read(Path file) throws Exception {
    String jdk = file.getFileName().toString().replaceAll("^TEST-jdk|\\.xml$", "");
    var parser = DocumentBuilderFactory.newInstance();
    parser.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    NodeList found =
        parser.newDocumentBuilder().parse(file.toFile()).getElementsByTagName("testcase");
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      Element test = (Element) found.item(i);
      String chunk = ((Element) test.getParentNode()).getAttribute("name");
      String name = test.getAttribute("classname") + " " + test.getAttribute("name");
      String time = test.getAttribute("time");
      String failure = first(test, "failure") + first(test, "error");
      String skip = first(test, "skipped");
      cases.add(
          new Case(
              jdk,
              chunk,
              name.replace("org.apache.commons.codec.", ""),
              time.isEmpty() ? 0 : Double.parseDouble(time),
              !failure.isEmpty() ? Outcome.FAILED : !skip.isEmpty() ? Outcome.SKIPPED : Outcome.PASSED,
              failure + skip));
    }
    return cases;
  }

  /** What the element of this name says, or "no reason given"; empty when there is none. */
  private static String first(Element test, String name) {
    NodeList found = test.getElementsByTagName(name);
    if (found.getLength() == 0) {
      return "";
    }
    Element element = (Element) found.item(0);
    String said = element.getAttribute("message") + element.getTextContent().strip();
    return said.isEmpty() ? "no reason given" : said;
  }

  private static String html(String title, List<Case> cases) {
    Row all = Row.of(cases);
    StringBuilder page = new StringBuilder();
    page.append(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%1$s</title>
        <style>
        :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
        body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; width: 100%%; margin: 1rem 0 2rem; }
        th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8884; vertical-align: top; }
        td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
        tr.sum { font-weight: 600; }
        .bad { color: light-dark(#b00020, #ff8a80); }
        td.test { overflow-wrap: anywhere; font-family: ui-monospace, monospace; font-size: .85em; }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; }
        </style>
        </head>
        <body>
        <h1>%1$s</h1>
        <p>%2$s</p>
        """
            .formatted(text(title), verdict(all)));
    page.append(chunks(cases));
    page.append(list("Failed", of(cases, Outcome.FAILED)));
    page.append(list("Skipped", of(cases, Outcome.SKIPPED)));
    page.append(differences(cases));
    page.append(slowest(cases));
    return page.append("</body>\n</html>\n").toString();
  }

  private static String verdict(Row all) {
    return all.failed() == 0
        ? "All %,d tests passed, %,d of them skipped.".formatted(all.tests(), all.skipped())
        : "<strong class=\"bad\">%,d of %,d tests failed.</strong>"
            .formatted(all.failed(), all.tests());
  }

  private static String chunks(List<Case> cases) {
    StringBuilder rows = new StringBuilder();
    byJdk(cases)
        .forEach(
            (jdk, ofJdk) -> {
              ofJdk.stream()
                  .collect(Collectors.groupingBy(Case::chunk, TreeMap::new, Collectors.toList()))
                  .forEach((chunk, some) -> rows.append(row("", jdk, chunk, Row.of(some))));
              rows.append(row("sum", jdk, "all", Row.of(ofJdk)));
            });
    return """
        <table>
        <thead><tr><th>JDK<th>Chunk<th class="number">Tests<th class="number">Failed<th class="number">Skipped<th class="number">Seconds</tr></thead>
        <tbody>
        %s</tbody>
        </table>
        """
        .formatted(rows);
  }

  private static String row(String kind, String jdk, String chunk, Row row) {
    return ("<tr class=\"%s\"><td>%s<td>%s<td class=\"number\">%,d<td class=\"number%s\">%,d"
            + "<td class=\"number\">%,d<td class=\"number\">%.1f</tr>%n")
        .formatted(
            kind,
            text(jdk),
            text(chunk),
            row.tests(),
            row.failed() > 0 ? " bad" : "",
            row.failed(),
            row.skipped(),
            row.seconds());
  }

  private static String list(String heading, List<Case> cases) {
    if (cases.isEmpty()) {
      return "";
    }
    String rows =
        cases.stream()
            .map(
                c ->
                    "<tr><td>%s<td class=\"test\">%s<td><pre>%s</pre></tr>%n"
                        .formatted(text(c.jdk()), text(c.name()), text(c.detail())))
            .collect(Collectors.joining());
    return section(heading, "<th>JDK<th>Test<th>What it said", rows);
  }

  /** What one JDK thinks of a test and another does not: the reason to test on both. */
  private static String differences(List<Case> cases) {
    Map<String, Map<String, Outcome>> outcomes = new TreeMap<>();
    cases.forEach(
        c -> outcomes.computeIfAbsent(c.name(), _name -> new TreeMap<>()).put(c.jdk(), c.outcome()));
    int jdks = byJdk(cases).size();
    String rows =
        outcomes.entrySet().stream()
            .filter(e -> e.getValue().size() < jdks || Stream.of(e.getValue().values().toArray()).distinct().count() > 1)
            .map(
                e ->
                    "<tr><td class=\"test\">%s<td>%s</tr>%n"
                        .formatted(text(e.getKey()), text(e.getValue().toString().toLowerCase(Locale.ROOT))))
            .collect(Collectors.joining());
    return rows.isEmpty()
        ? "<h2>Differences</h2>\n<p>%s</p>\n"
            .formatted(jdks < 2 ? "Only one JDK ran the tests." : "None: every test ended the same on each JDK.")
        : section("Differences", "<th>Test<th>Outcome by JDK", rows);
  }

  private static String slowest(List<Case> cases) {
    String rows =
        cases.stream()
            .sorted(Comparator.comparingDouble(Case::seconds).reversed())
            .limit(SLOWEST_MAX)
            .map(
                c ->
                    "<tr><td>%s<td class=\"test\">%s<td class=\"number\">%.2f</tr>%n"
                        .formatted(text(c.jdk()), text(c.name()), c.seconds()))
            .collect(Collectors.joining());
    return section("Slowest", "<th>JDK<th>Test<th class=\"number\">Seconds", rows);
  }

  private static String section(String heading, String head, String rows) {
    return """
        <h2>%s</h2>
        <table>
        <thead><tr>%s</tr></thead>
        <tbody>
        %s</tbody>
        </table>
        """
        .formatted(heading, head, rows);
  }

  private static Map<String, List<Case>> byJdk(List<Case> cases) {
    return cases.stream()
        .collect(Collectors.groupingBy(Case::jdk, TreeMap::new, Collectors.toList()));
  }

  private static List<Case> of(List<Case> cases, Outcome outcome) {
    return cases.stream().filter(c -> c.outcome() == outcome).toList();
  }

  /** Names and messages of tests are data from elsewhere: shown, never interpreted. */
  private static String text(String raw) {
    return raw.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }
}
