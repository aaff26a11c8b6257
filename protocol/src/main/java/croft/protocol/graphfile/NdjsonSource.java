package croft.protocol.graphfile;

import croft.protocol.graphfile.Node.Entry;
import croft.protocol.graphfile.Node.Kind;
import croft.protocol.graphfile.Node.Mapping;
import croft.protocol.graphfile.Node.Scalar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads NDJSON: a header line, then a job a line. A line that is no JSON costs that line only. */
final class NdjsonSource {
  private NdjsonSource() {}

  static void read(Lines lines, JobSink sink, FaultLog log) throws IOException {
    boolean header = true;
    while (!sink.full()) {
      try {
        String line = lines.next();
        if (line == null) {
          break;
        }
        if (line.isBlank()) {
          continue;
        }
        Node node = JsonSource.value(line, lines.line());
        if (header) {
          header(node, sink);
        } else {
          job(node, sink);
        }
      } catch (Unreadable e) {
        log.add(e.at(), "", e.fault());
      }
      header = false;
    }
    if (header) {
      throw new Unreadable(
          Position.START, "the file is empty; its first line is a header with croft and name");
    }
  }

  private static void header(Node node, JobSink sink) {
    if (!(node instanceof Mapping mapping)) {
      throw new Unreadable(
          node.at(), "the first line must be the header, as {\"croft\": 1, \"name\": ...}");
    }
    for (Entry entry : mapping.entries()) {
      if (entry.key().equals("jobs")) {
        throw new Unreadable(
            entry.keyAt(),
            "jobs has no place in NDJSON; write a job a line after the header, as"
                + " {\"key\": \"test\", \"script\": ...}");
      }
      sink.header(entry);
    }
    sink.jobs(node.at());
  }

  private static void job(Node node, JobSink sink) {
    if (!(node instanceof Mapping mapping)) {
      throw new Unreadable(
          node.at(), "each line is a job, as {\"key\": \"test\", \"script\": ...}");
    }
    List<Entry> entries = mapping.entries();
    int found = -1;
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).key().equals("key")) {
        if (found >= 0) {
          throw new Unreadable(entries.get(i).keyAt(), "key is there twice; remove one");
        }
        found = i;
      }
    }
    if (found < 0 || !(entries.get(found).value() instanceof Scalar key)) {
      throw new Unreadable(node.at(), "the job has no name; add \"key\": \"...\"");
    }
    if (key.kind() != Kind.STRING) {
      throw new Unreadable(key.at(), "key must be a text in quotes, but is " + key.words());
    }
    var fields = new ArrayList<>(entries);
    fields.remove(found);
    sink.job(new Entry(key.text(), key.at(), new Mapping(fields, node.at())));
  }
}
