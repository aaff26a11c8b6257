package croft.protocol.graphfile;

import croft.protocol.graphfile.Node.Entry;
import croft.protocol.graphfile.Node.Mapping;
import croft.protocol.graphfile.Node.Scalar;
import croft.protocol.graphfile.Node.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads YAML 1.2 by its events, so that depth, aliases and size are counted while they come: the
 * library's own trees of large files take hundreds of megabytes, and deep ones its stack.
 */
final class YamlSource {
  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setCodePointLimit(GraphFileLimits.FILE_BYTES_MAX)
          .setUseMarks(true)
          // The library copies what it has of a word each time that it reads on.
          .setBufferSize(1 << 16)
          .build();

  /** An anchored value with what it adds wherever an alias stands for it. */
  private record Anchored(Node node, int nodes, int height) {}

  private final Parser events;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private int aliases;
  private int aliased;

  /** Values read, those behind aliases included. */
  private int nodes;

  /** How many there may be before the job, or the key of the top level, ends. */
  private int nodesMax = GraphFileLimits.VALUES_MAX;

  /** Deepest level since it was last set back. */
  private int deepest;

  private YamlSource(Parser events) {
    this.events = events;
  }

  /**
   * Reads a file.
   *
   * @throws Unreadable when it is not YAML, or not one map
   */
  static void read(String text, JobSink sink) {
    checkLines(text);
    try {
      new YamlSource(new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text))).file(sink);
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      String context =
          e.getContext() == null || e.getContext().isEmpty() ? "" : e.getContext() + ": ";
      throw new Unreadable(
          mark.map(YamlSource::at).orElse(Position.START),
          "not valid YAML: " + context + e.getProblem());
    } catch (YamlEngineException e) {
      throw new Unreadable(Position.START, "not valid YAML: " + e.getMessage());
    }
  }

  /** A word, and a comment, are kept as a whole by the library, at four bytes a character. */
  private static void checkLines(String text) {
    int line = 1;
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      if (end - start > GraphFileLimits.LINE_BYTES_MAX) {
        throw new Unreadable(
            Position.of(line, 1),
            "the line has %,d characters; the limit is %,d in YAML. Break it, or send JSON as JSON"
                .formatted(end - start, GraphFileLimits.LINE_BYTES_MAX));
      }
      start = end + 1;
      line++;
    }
  }

  private void file(JobSink sink) {
    events.next(); // stream start
    if (events.checkEvent(Event.ID.StreamEnd)) {
      throw new Unreadable(
          Position.START, "the file is empty; a graph file has at least croft, name and jobs");
    }
    events.next(); // document start
    Event start = events.next();
    if (!(start instanceof MappingStartEvent)) {
      throw new Unreadable(at(start), "a graph file is a map with croft, name and jobs");
    }
    anchor(start).ifPresent(open::add);
    while (!events.checkEvent(Event.ID.MappingEnd) && !sink.full()) {
      nodesMax = nodes + GraphFileLimits.VALUES_MAX;
      Event keyEvent = events.next();
      String key = key(keyEvent, 1);
      long keyAt = at(keyEvent);
      Event value = events.next();
      if (!key.equals("jobs")) {
        sink.header(new Entry(key, keyAt, node(value, 2)));
      } else if (value instanceof MappingStartEvent && anchor(value).isEmpty()) {
        sink.jobs(keyAt);
        while (!events.checkEvent(Event.ID.MappingEnd) && !sink.full()) {
          nodesMax = nodes + GraphFileLimits.VALUES_MAX;
          sink.job(entry(3));
        }
        if (!sink.full()) {
          events.next();
        }
      } else {
        whole(new Entry(key, keyAt, node(value, 2)), sink);
      }
    }
    if (!sink.full()) {
      events.next(); // end of the map
      events.next(); // end of the document
      if (!events.checkEvent(Event.ID.StreamEnd)) {
        throw new Unreadable(
            at(events.peekEvent()), "a second document starts here; a graph file has one");
      }
    }
  }

  /** Takes jobs that were read as a whole because they have an anchor, or are an alias. */
  private static void whole(Entry jobs, JobSink sink) {
    if (jobs.value() instanceof Mapping mapping) {
      sink.jobs(jobs.keyAt());
      mapping.entries().forEach(sink::job);
    } else {
      sink.header(jobs);
    }
  }

  private Entry entry(int depth) {
    Event keyEvent = events.next();
    String key = key(keyEvent, depth);
    return new Entry(key, at(keyEvent), node(events.next(), depth));
  }

  private String key(Event event, int depth) {
    Node node = node(event, depth);
    if (node instanceof Scalar scalar) {
      return scalar.text();
    }
    throw new Unreadable(node.at(), "a key must be a single value, but is " + node.words());
  }

  private Node node(Event event, int depth) {
    if (depth > GraphFileLimits.DEPTH_MAX) {
      throw new Unreadable(
          at(event),
          "lists and maps are nested deeper than %,d".formatted(GraphFileLimits.DEPTH_MAX));
    }
    if (nodes > nodesMax) {
      throw new Unreadable(at(event), GraphFileLimits.tooManyValues());
    }
    Optional<String> anchor = anchor(event);
    if (event instanceof AliasEvent alias) {
      return alias(alias, depth);
    }
    int nodesBefore = nodes;
    int deepestBefore = deepest;
    deepest = depth;
    anchor.ifPresent(open::add);
    Node node = content(event, depth);
    nodes++;
    if (anchor.isPresent()) {
      open.remove(anchor.get());
      anchors.put(anchor.get(), new Anchored(node, nodes - nodesBefore, deepest - depth));
    }
    deepest = Math.max(deepest, deepestBefore);
    return node;
  }

  private Node content(Event event, int depth) {
    long at = at(event);
    return switch (event) {
      case ScalarEvent scalar -> YamlScalars.read(scalar, at);
      case SequenceStartEvent start -> {
        YamlScalars.checkTag(start.getTag(), "tag:yaml.org,2002:seq", at);
        var items = new ArrayList<Node>(4);
        while (!events.checkEvent(Event.ID.SequenceEnd)) {
          items.add(node(events.next(), depth + 1));
        }
        events.next();
        yield new Sequence(items, at);
      }
      case MappingStartEvent start -> {
        YamlScalars.checkTag(start.getTag(), "tag:yaml.org,2002:map", at);
        var entries = new ArrayList<Entry>(6);
        while (!events.checkEvent(Event.ID.MappingEnd)) {
          entries.add(entry(depth + 1));
        }
        events.next();
        yield new Mapping(entries, at);
      }
      default -> throw new Unreadable(at, "a value is missing here");
    };
  }

  private Node alias(AliasEvent event, int depth) {
    String name = event.getAlias().getValue();
    if (open.contains(name)) {
      throw new Unreadable(
          at(event),
          "the alias *" + Quoted.plain(name) + " stands for what it is itself a part of");
    }
    Anchored anchored = anchors.get(name);
    if (anchored == null) {
      throw new Unreadable(
          at(event), "the alias *" + Quoted.plain(name) + " has no anchor &" + Quoted.plain(name));
    }
    aliases++;
    aliased += anchored.nodes;
    if (aliases > GraphFileLimits.ALIASES_MAX) {
      throw new Unreadable(
          at(event),
          "the file has more than %,d aliases; write the values out, or send JSON"
              .formatted(GraphFileLimits.ALIASES_MAX));
    }
    if (aliased > GraphFileLimits.ALIASED_NODES_MAX) {
      throw new Unreadable(
          at(event),
          "aliases stand for more than %,d values".formatted(GraphFileLimits.ALIASED_NODES_MAX));
    }
    if (depth + anchored.height > GraphFileLimits.DEPTH_MAX) {
      throw new Unreadable(
          at(event),
          "with this alias, lists and maps are nested deeper than %,d"
              .formatted(GraphFileLimits.DEPTH_MAX));
    }
    nodes += anchored.nodes;
    nodesMax += anchored.nodes; // They have a limit of their own.
    deepest = Math.max(deepest, depth + anchored.height);
    return anchored.node;
  }

  private static Optional<String> anchor(Event event) {
    return event instanceof NodeEvent node && !(event instanceof AliasEvent)
        ? node.getAnchor().map(Anchor::getValue)
        : Optional.empty();
  }

  private static long at(@Nullable Event event) {
    return event == null
        ? Position.START
        : event.getStartMark().map(YamlSource::at).orElse(Position.START);
  }

  private static long at(Mark mark) {
    return Position.of(mark.getLine() + 1, mark.getColumn() + 1);
  }
}
