package croft.worker.reports;

import croft.protocol.wire.TestCounts;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Counts the tests in a JUnit XML report. Each {@code testcase} element is one test, wherever its
 * suite is nested; the suites' own sums are not believed, as they often are wrong. A test with
 * several results counts as the worst of them: error, failure, skipped.
 */
public final class JUnitReport {

  /** No report of this size helps anybody, and parsing takes processor time of the worker. */
  public static final long BYTES_MAX = 512L << 20;

  private static final XMLInputFactory XML = factory();

  private JUnitReport() {}

  /** The file cannot be read as XML; the message says where. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message, null, false, false);
    }
  }

  private static XMLInputFactory factory() {
    // The platform's own parser, whatever else is on the class path.
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    return factory;
  }

  /** Reads to the end and counts. The caller closes the stream. */
  public static TestCounts count(InputStream in) throws IOException, Unreadable {
    try {
      XMLStreamReader xml = XML.createXMLStreamReader(in);
      Count count = new Count();
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> count.start(xml);
          case XMLStreamConstants.END_ELEMENT -> count.end();
          default -> {}
        }
      }
      return new TestCounts(count.total, count.failed, count.errors, count.skipped);
    } catch (XMLStreamException e) {
      if (e.getNestedException() instanceof IOException io
          && !(io instanceof java.io.CharConversionException)) {
        throw new IOException(io);
      }
      throw new Unreadable(firstLine(String.valueOf(e.getMessage())));
    }
  }

  /** The sum of two counts. */
  public static TestCounts plus(TestCounts a, TestCounts b) {
    return new TestCounts(
        a.total() + b.total(),
        a.failed() + b.failed(),
        a.errors() + b.errors(),
        a.skipped() + b.skipped());
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("").strip();
  }

  private enum Result {
    PASSED,
    SKIPPED,
    FAILED,
    ERROR;

    Result worse(Result other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  private static final class Count {
    private int total;
    private int failed;
    private int errors;
    private int skipped;

    private int depth;
    private int caseDepth;
    private Result result = Result.PASSED;

    void start(XMLStreamReader xml) {
      depth++;
      String name = xml.getLocalName();
      if (caseDepth == 0 && name.equals("testcase")) {
        caseDepth = depth;
        // GoogleTest says so in an attribute only.
        result =
            "notrun".equals(xml.getAttributeValue(null, "status")) ? Result.SKIPPED : Result.PASSED;
      } else if (depth == caseDepth + 1) {
        result =
            result.worse(
                switch (name) {
                  case "error" -> Result.ERROR;
                  case "failure" -> Result.FAILED;
                  case "skipped" -> Result.SKIPPED;
                  default -> Result.PASSED;
                });
      }
    }

    void end() {
      if (depth == caseDepth) {
        caseDepth = 0;
        total++;
        switch (result) {
          case PASSED -> {}
          case SKIPPED -> skipped++;
          case FAILED -> failed++;
          case ERROR -> errors++;
        }
      }
      depth--;
    }
  }
}
