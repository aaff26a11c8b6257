package croft.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class BarsTest {
  @Test
  void theAxisHasRoundStepsThatReachTheLargestBar() {
    assertThat(Bars.step(100, 5)).isEqualTo(20);
    assertThat(Bars.step(101, 5)).isEqualTo(50);
    assertThat(Bars.step(9_600, 5)).isEqualTo(2_000);
    assertThat(Bars.step(0.4, 5)).isEqualTo(0.1);
  }

  @Test
  void partsStandOnEachOtherToScale() throws Exception {
    Document svg =
        parsed(
            new Bars(
                "cost",
                List.of("server", "database"),
                List.of(new Bars.Bar("flat", "v1", List.of(30.0, 70.0)))));

    Element background = (Element) svg.getElementsByTagName("rect").item(0);
    Element server = (Element) svg.getElementsByTagName("rect").item(3);
    Element database = (Element) svg.getElementsByTagName("rect").item(4);
    assertThat(background.getAttribute("width")).isEqualTo("100%");
    // The axis ends at 100, 240 pixels above the ground.
    assertThat(height(server)).isEqualTo(72.0);
    assertThat(height(database)).isEqualTo(168.0);
    assertThat(y(database) + height(database)).isEqualTo(y(server));
  }

  @Test
  void namesAreTextWhateverIsInThem() throws Exception {
    Document svg =
        parsed(
            new Bars(
                "a < b & c", List.of("x"), List.of(new Bars.Bar("g", "<script>", List.of(1.0)))));
    assertThat(svg.getDocumentElement().getTextContent()).contains("a < b & c", "<script>");
    assertThat(svg.getElementsByTagName("script").getLength()).isZero();
  }

  @Test
  void aPictureOfNothingIsAPicture() throws Exception {
    assertThat(parsed(new Bars("none", List.of("x"), List.of())).getDocumentElement().getTagName())
        .isEqualTo("svg");
  }

  @Test
  void aBarMustHaveAValueForEachPart() {
    assertThatThrownBy(
            () -> new Bars("t", List.of("a", "b"), List.of(new Bars.Bar("g", "v1", List.of(1.0)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("v1 has 1 values for parts [a, b]");
  }

  private static double height(Element rect) {
    return Double.parseDouble(rect.getAttribute("height"));
  }

  private static double y(Element rect) {
    return Double.parseDouble(rect.getAttribute("y"));
  }

  private static Document parsed(Bars bars) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(bars.svg())));
  }
}
