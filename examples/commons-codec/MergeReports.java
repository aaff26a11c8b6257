import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Merges the JUnit reports of all chunks into one per JDK, and counts.
 *
 * <p>Runs as it is ({@code java MergeReports.java reports merged 1718}) on JDK 17 or newer. Reads {@code
 * reports/test/JDK/CHUNK/**}{@code /*.xml}, writes {@code merged/TEST-jdkJDK.xml}.
 *
 * <p>Exit code 0 when every JDK ran as many tests as expected, whatever their outcome: a failed test is
 * the failure of the job that ran it. But a test that falls between two chunks would fail nowhere, so a
 * wrong total is the failure of this one.
 */
final class MergeReports {
  private record Totals(int tests, int failures, int errors, int skipped) {
    static final Totals NONE = new Totals(0, 0, 0, 0);

    static Totals of(Element suite) {
      return new Totals(
          number(suite, "tests"),
          number(suite, "failures"),
          number(suite, "errors"),
          number(suite, "skipped"));
    }

    Totals plus(Totals more) {
      return new Totals(
          tests + more.tests,
          failures + more.failures,
          errors + more.errors,
          skipped + more.skipped);
    }

    void writeTo(Element suites) {
      suites.setAttribute("tests", String.valueOf(tests));
      suites.setAttribute("failures", String.valueOf(failures));
      suites.setAttribute("errors", String.valueOf(errors));
      suites.setAttribute("skipped", String.valueOf(skipped));
    }

    private static int number(Element suite, String attribute) {
      String text = suite.getAttribute(attribute);
      return text.isEmpty() ? 0 : Integer.parseInt(text);
    }
  }

  public static void main(String[] args) throws Exception {
    Path reports = Path.of(args[0]);
    Path merged = Files.createDirectories(Path.of(args[1]));
    String expected = args.length > 2 ? args[2] : "";

    Map<String, Document> byJdk = new TreeMap<>();
    Map<String, Totals> totals = new TreeMap<>();
    for (Path file : reportsBelow(reports)) {
      Path place = reports.relativize(file);
      String jdk = place.getName(1).toString();
      String chunk = place.getName(2).toString();
      Document target = byJdk.computeIfAbsent(jdk, _jdk -> newReport());
      for (Element suite : suitesOf(parser().parse(file.toFile()).getDocumentElement())) {
        totals.merge(jdk, Totals.of(suite), Totals::plus);
        append(target, chunk, suite);
      }
    }
    if (byJdk.isEmpty()) {
      System.err.println("no reports below " + reports.toAbsolutePath() + ": did every test job fail?");
      System.exit(1);
    }

    boolean complete = true;
    for (Map.Entry<String, Document> entry : byJdk.entrySet()) {
      String jdk = entry.getKey();
      Totals sum = totals.get(jdk);
      sum.writeTo(entry.getValue().getDocumentElement());
      write(entry.getValue(), merged.resolve("TEST-jdk" + jdk + ".xml"));
      System.out.printf(
          "JDK %s: %d tests, %d failures, %d errors, %d skipped%n",
          jdk, sum.tests(), sum.failures(), sum.errors(), sum.skipped());
      if (!expected.isEmpty() && sum.tests() != Integer.parseInt(expected)) {
        System.err.printf(
            "JDK %s ran %d tests, expected %s: a chunk failed to start, or a test is in no chunk%n",
            jdk, sum.tests(), expected);
        complete = false;
      }
    }
    System.exit(complete ? 0 : 1);
  }

  private static List<Path> reportsBelow(Path reports) throws IOException {
    if (!Files.isDirectory(reports)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(reports)) {
      return files.filter(file -> file.toString().endsWith(".xml")).sorted().toList();
    }
  }

  /** The suites with tests in them; the console also writes one for each engine that found none. */
  private static List<Element> suitesOf(Element root) {
    Stream<Element> suites =
        root.getTagName().equals("testsuite") ? Stream.of(root) : children(root, "testsuite");
    return suites.filter(suite -> Totals.of(suite).tests() > 0).toList();
  }

  private static void append(Document target, String chunk, Element suite) {
    Element copy = (Element) target.importNode(suite, true);
    copy.setAttribute("name", chunk);
    // The system properties of the machine that ran the chunk: long, and nobody's business later.
    children(copy, "properties").toList().forEach(copy::removeChild);
    target.getDocumentElement().appendChild(copy);
  }

  private static Stream<Element> children(Element parent, String name) {
    NodeList nodes = parent.getChildNodes();
    return Stream.iterate(0, i -> i < nodes.getLength(), i -> i + 1)
        .map(nodes::item)
        .filter(node -> node.getNodeType() == Node.ELEMENT_NODE && node.getNodeName().equals(name))
        .map(Element.class::cast);
  }

  private static Document newReport() {
    Document report = parser().newDocument();
    report.appendChild(report.createElement("testsuites"));
    return report;
  }

  private static DocumentBuilder parser() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder();
    } catch (Exception e) {
      throw new IllegalStateException("this JDK has no XML parser", e);
    }
  }

  private static void write(Document report, Path file) throws Exception {
    try (var out = Files.newBufferedWriter(file, UTF_8)) {
      var writer = TransformerFactory.newInstance().newTransformer();
      writer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
      writer.transform(new DOMSource(report), new StreamResult(out));
    }
  }
}
