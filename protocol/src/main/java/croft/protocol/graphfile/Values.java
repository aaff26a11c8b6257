package croft.protocol.graphfile;

import croft.protocol.graphfile.Node.Entry;
import croft.protocol.graphfile.Node.Kind;
import croft.protocol.graphfile.Node.Mapping;
import croft.protocol.graphfile.Node.Scalar;
import croft.protocol.graphfile.Node.Sequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Nodes as values. What is not as it should be is noted as a fault, and read as null (a list:
 * without the item), so that reading goes on and finds the next fault.
 */
final class Values {
  private static final Set<String> NOT_PATHS = Set.of("", ".", "..");

  private final FaultLog log;
  private final Nearest nearest;

  Values(FaultLog log, Nearest nearest) {
    this.log = log;
    this.nearest = nearest;
  }

  /** The entries of a map, each key once; none when the node is no map. */
  List<Entry> entries(Entry of, String words) {
    return entries(of.value(), of.key(), words);
  }

  /**
   * The entries of a map, each key once; none when the node is no map.
   *
   * @param what the map's name, for the message
   * @param words what it should be
   */
  List<Entry> entries(Node node, String what, String words) {
    if (!(node instanceof Mapping mapping)) {
      log.add(node, wrong(what, words, node));
      return List.of();
    }
    List<Entry> entries = mapping.entries();
    return isDistinct(entries) ? entries : distinct(entries);
  }

  private static boolean isDistinct(List<Entry> entries) {
    int size = entries.size();
    if (size > 30) {
      return false;
    }
    for (int i = 1; i < size; i++) {
      String key = entries.get(i).key();
      for (int j = 0; j < i; j++) {
        if (key.equals(entries.get(j).key())) {
          return false;
        }
      }
    }
    return true;
  }

  private List<Entry> distinct(List<Entry> entries) {
    var seen = new HashSet<String>();
    var distinct = new ArrayList<Entry>(entries.size());
    for (Entry entry : entries) {
      if (log.full()) {
        break;
      }
      if (seen.add(entry.key())) {
        distinct.add(entry);
      } else {
        log.add(entry, "the key " + Quoted.text(entry.key()) + " is there twice; remove one");
      }
    }
    return distinct;
  }

  /** Notes a key that nobody knows. */
  void unknown(Entry entry, List<String> known) {
    String key = entry.key();
    if (key.equals("<<")) {
      log.add(entry, "YAML's merge key << is not supported; use defaults, or write the keys out");
    } else {
      String suggestion = nearest.suggestion(key, known);
      log.add(
          entry,
          "unknown key "
              + Quoted.text(key)
              + (suggestion.isEmpty() ? "; known are " + String.join(", ", known) : suggestion));
    }
  }

  /** Any single value as the text that the file has for it. */
  @Nullable String text(Entry entry, int bytesMax) {
    return text(entry.value(), entry.key(), bytesMax);
  }

  /** As {@link #text(Entry, int)}. */
  @Nullable String text(Node node, String what, int bytesMax) {
    if (!(node instanceof Scalar scalar) || scalar.kind() == Kind.NULL) {
      log.add(node, wrong(what, "a text", node));
      return null;
    }
    String text = scalar.text();
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
      if (c == 0) {
        log.add(node, what + " has a NUL character in it; remove it");
        return null;
      }
      if (Character.isSurrogate(c)) {
        if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
          i++;
          bytes += 2;
        } else {
          log.add(
              node, what + " has half a character in it (U+%04X); remove it".formatted((int) c));
          return null;
        }
      }
    }
    if (bytes > bytesMax) {
      log.add(node, "%s has %,d bytes; the limit is %,d".formatted(what, bytes, bytesMax));
      return null;
    }
    return text;
  }

  /** A key, label, tag or name. */
  @Nullable String name(Node node, String what) {
    if (!(node instanceof Scalar scalar) || scalar.kind() == Kind.NULL) {
      log.add(node, wrong(what, "a name", node));
      return null;
    }
    String fault = NameRule.fault(scalar.text());
    if (fault != null) {
      log.add(node, what + " " + Quoted.text(scalar.text()) + " " + fault);
      return null;
    }
    return scalar.text();
  }

  /** A path, or a glob of paths, that stays inside the work folder. */
  @Nullable String path(Node node, String what) {
    String path = text(node, what, GraphFileLimits.PATH_BYTES_MAX);
    if (path == null) {
      return null;
    }
    for (String part : path.split("/", -1)) {
      if (NOT_PATHS.contains(part)) {
        log.add(
            node,
            what
                + " "
                + Quoted.text(path)
                + " must be a path inside the work folder, without . or .. or an empty part");
        return null;
      }
    }
    return path;
  }

  @Nullable Boolean truth(Entry entry) {
    if (entry.value() instanceof Scalar scalar && scalar.kind() == Kind.BOOLEAN) {
      return scalar.text().equalsIgnoreCase("true");
    }
    log.add(entry.value(), wrong(entry.key(), "true or false", entry.value()));
    return null;
  }

  /** A whole number in a range. */
  @Nullable Integer integer(Entry entry, int min, int max) {
    Node node = entry.value();
    if (node instanceof Scalar scalar && scalar.kind() == Kind.NUMBER) {
      String digits = scalar.text().startsWith("+") ? scalar.text().substring(1) : scalar.text();
      if (digits.length() <= 10 && digits.matches("-?[0-9]+")) {
        long number = Long.parseLong(digits);
        if (number >= min && number <= max) {
          return (int) number;
        }
      }
    }
    String words = "a whole number from %,d to %,d".formatted(min, max);
    log.add(node, wrong(entry.key(), words, node));
    return null;
  }

  /** A duration from min to max. */
  @Nullable Duration duration(Entry entry, Duration min, Duration max) {
    Node node = entry.value();
    Duration duration = node instanceof Scalar scalar ? Durations.parse(scalar.text()) : null;
    if (duration == null) {
      log.add(node, wrong(entry.key(), Durations.WORDS, node));
    } else if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
      log.add(
          node,
          "%s must be from %s to %s, but is %s"
              .formatted(
                  entry.key(),
                  Durations.format(min),
                  Durations.format(max),
                  Durations.format(duration)));
    } else {
      return duration;
    }
    return null;
  }

  /** A duration in whole seconds. */
  @Nullable Duration seconds(Entry entry, Duration min, Duration max) {
    Duration duration = duration(entry, min, max);
    if (duration != null && duration.toMillis() % 1_000 != 0) {
      log.add(entry.value(), entry.key() + " must be whole seconds");
      return null;
    }
    return duration;
  }

  /** One of some words. */
  <T> @Nullable T word(Node node, String what, Map<String, T> known) {
    if (node instanceof Scalar scalar) {
      T value = known.get(scalar.text());
      if (value != null) {
        return value;
      }
      String words = String.join(", ", known.keySet());
      log.add(
          node,
          wrong(what, "one of " + words, node) + nearest.suggestion(scalar.text(), known.keySet()));
    } else {
      log.add(node, wrong(what, "one of " + String.join(", ", known.keySet()), node));
    }
    return null;
  }

  /** A list, or one item that stands for a list of one. */
  <T> List<T> list(Entry entry, int max, Function<Node, @Nullable T> item) {
    Node node = entry.value();
    if (node instanceof Scalar scalar && scalar.kind() == Kind.NULL) {
      log.add(node, entry.key() + " is empty; remove it, or write []");
      return List.of();
    }
    List<Node> items = node instanceof Sequence sequence ? sequence.items() : List.of(node);
    if (items.size() > max) {
      log.add(
          node, "%s has %,d entries; the limit is %,d".formatted(entry.key(), items.size(), max));
      return List.of();
    }
    var values = new ArrayList<T>(items.size());
    for (Node one : items) {
      T value = item.apply(one);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  /** A list of names, each once. */
  List<String> names(Entry entry, int max) {
    var seen = new HashSet<String>();
    return list(
        entry,
        max,
        node -> {
          String name = name(node, entry.key());
          if (name != null && !seen.add(name)) {
            log.add(node, entry.key() + " has " + Quoted.text(name) + " twice; remove one");
            return null;
          }
          return name;
        });
  }

  /** {@code what must be words, but is …}. */
  static String wrong(String what, String words, Node node) {
    return what + " must be " + words + ", but is " + node.words();
  }
}
