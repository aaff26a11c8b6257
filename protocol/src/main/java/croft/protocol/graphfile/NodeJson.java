package croft.protocol.graphfile;

import croft.protocol.graphfile.Node.Entry;
import croft.protocol.graphfile.Node.Mapping;
import croft.protocol.graphfile.Node.Scalar;
import croft.protocol.graphfile.Node.Sequence;
import java.util.Locale;
import java.util.regex.Pattern;

/** Nodes as JSON text that reads as the same nodes, whatever they were written in. */
final class NodeJson {
  /**
   * Others would not come back as they were written; where the file has them, texts are as good.
   */
  private static final Pattern EXACT = Pattern.compile("-?(0|[1-9][0-9]{0,14})");

  private NodeJson() {}

  static String of(Node node) {
    StringBuilder out = new StringBuilder();
    write(node, out);
    return out.toString();
  }

  private static void write(Node node, StringBuilder out) {
    switch (node) {
      case Scalar scalar -> {
        switch (scalar.kind()) {
          case NULL -> out.append("null");
          case BOOLEAN -> out.append(scalar.text().toLowerCase(Locale.ROOT));
          case NUMBER -> {
            if (EXACT.matcher(scalar.text()).matches()) {
              out.append(scalar.text());
            } else {
              DefinitionJson.string(out, scalar.text());
            }
          }
          case STRING -> DefinitionJson.string(out, scalar.text());
        }
      }
      case Sequence sequence -> {
        String comma = "[";
        for (Node item : sequence.items()) {
          out.append(comma);
          write(item, out);
          comma = ",";
        }
        out.append(sequence.items().isEmpty() ? "[]" : "]");
      }
      case Mapping mapping -> {
        String comma = "{";
        for (Entry entry : mapping.entries()) {
          out.append(comma);
          DefinitionJson.string(out, entry.key());
          out.append(':');
          write(entry.value(), out);
          comma = ",";
        }
        out.append(mapping.entries().isEmpty() ? "{}" : "}");
      }
    }
  }
}
