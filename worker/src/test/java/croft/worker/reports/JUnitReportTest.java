package croft.worker.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import croft.protocol.json.Json;
import croft.protocol.wire.TestCounts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JUnitReportTest {

  @Test
  void testCasesCountWhereverTheyAreAndWhateverTheSuitesSay() throws Exception {
    assertThat(
            count(
                """
                <testsuites tests="99"><testsuite tests="0" failures="7">
                  <testcase/><testsuite><testcase><failure/><failure/></testcase></testsuite>
                  <testcase><system-out><![CDATA[<failure>]]></system-out></testcase>
                </testsuite><testcase><error/><failure/><skipped/></testcase></testsuites>
                """))
        .isEqualTo(new TestCounts(4, 1, 1, 0));
  }

  @Test
  void realReportsCountAsTheirPublisherCountsThem() throws Exception {
    Path cases = cases();
    try (Stream<Path> files = Files.list(cases)) {
      List<Path> expected =
          files.filter(file -> file.toString().endsWith(".results.json")).sorted().toList();
      assertThat(expected).isNotEmpty();
      for (Path file : expected) {
        Expected stats = Json.readResponse(Files.readString(file), Expected.class);
        String name = file.getFileName().toString().replace(".results.json", ".xml");
        try (InputStream in = Files.newInputStream(cases.resolve(name))) {
          assertThat(JUnitReport.count(in)).as(name).isEqualTo(stats.counts());
        }
      }
    }
  }

  @Test
  void brokenReportsSaySo() throws Exception {
    for (String broken :
        List.of("", "no xml", "<testsuite><testcase/>", "<a></b>", "<a>&nope;</a>", "\0\0")) {
      assertThatThrownBy(() -> count(broken)).as(broken).isInstanceOf(JUnitReport.Unreadable.class);
    }
    try (InputStream in = Files.newInputStream(cases().resolve("pytest-corrupt-xml.xml"))) {
      assertThatThrownBy(() -> JUnitReport.count(in)).isInstanceOf(JUnitReport.Unreadable.class);
    }
  }

  @Test
  void noEntityReadsAFileOrGrows() {
    for (String evil :
        List.of(
            "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
            "<!DOCTYPE a [<!ENTITY x 'xx'><!ENTITY y '&x;&x;&x;'><!ENTITY z '&y;&y;'>]><a>&z;</a>")) {
      assertThatThrownBy(() -> count(evil)).isInstanceOf(JUnitReport.Unreadable.class);
    }
  }

  /** What the publisher found; errors are a list there, so only numbers are looked at. */
  private record Expected(Map<String, Object> stats) {
    TestCounts counts() {
      return new TestCounts(
          number("tests"), number("tests_fail"), number("tests_error"), number("tests_skip"));
    }

    private int number(String name) {
      return stats.get(name) instanceof Number number ? number.intValue() : -1;
    }
  }

  private static TestCounts count(String xml) throws IOException, JUnitReport.Unreadable {
    return JUnitReport.count(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  /** Real reports lie beside the repository; they are not ours to copy. */
  private static Path cases() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path cases = at.resolve("shared/cases/results/junit-xml");
      if (Files.isDirectory(cases)) {
        return cases;
      }
    }
    return abort("skipped: shared/cases is not beside the repository");
  }
}
