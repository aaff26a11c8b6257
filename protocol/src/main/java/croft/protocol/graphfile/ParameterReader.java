package croft.protocol.graphfile;

import croft.protocol.graphfile.Node.Entry;
import croft.protocol.graphfile.Node.Kind;
import croft.protocol.graphfile.Node.Scalar;
import croft.protocol.graphfile.Node.Sequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code parameters}, with the values that a submitter gave. */
final class ParameterReader {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?");
  private static final Map<String, ParameterType> TYPES = new LinkedHashMap<>();

  static {
    for (ParameterType type : ParameterType.values()) {
      TYPES.put(type.text(), type);
    }
  }

  private final FaultLog log;
  private final Values values;
  private final Nearest nearest;
  private final Map<String, String> set;
  private final boolean ignoreUnknown;
  private final boolean template;

  ParameterReader(FaultLog log, Values values, Nearest nearest, ParseOptions options) {
    this.log = log;
    this.values = values;
    this.nearest = nearest;
    this.set = options.set();
    this.ignoreUnknown = options.ignoreUnknown();
    this.template = options.template();
  }

  /** All of them; null: the file has none. */
  List<Parameter> read(@Nullable Entry of) {
    var parameters = new ArrayList<Parameter>();
    if (of != null) {
      List<Entry> entries = values.entries(of, "a map, like {version: {default: 1.0}}");
      if (entries.size() > GraphFileLimits.PARAMETERS_MAX) {
        log.add(
            of,
            "there are %,d parameters; the limit is %,d"
                .formatted(entries.size(), GraphFileLimits.PARAMETERS_MAX));
        return List.of();
      }
      for (Entry entry : entries) {
        if (Variables.check(entry, "parameter", log)) {
          parameters.add(parameter(entry));
        }
      }
      Variables.checkDistinct(parameters.stream().map(Parameter::name).toList(), of, log);
    }
    if (!ignoreUnknown) {
      refuseUnknown(parameters);
    }
    return List.copyOf(parameters);
  }

  private Parameter parameter(Entry entry) {
    String description = "";
    ParameterType type = ParameterType.STRING;
    List<String> choices = List.of();
    Boolean required = null;
    Entry byDefault = null;
    int faults = log.count();
    for (Entry part : values.entries(entry, "a map, like {default: 1.0, description: ...}")) {
      switch (part.key()) {
        case "type" -> {
          ParameterType read = values.word(part.value(), "type", TYPES);
          type = read == null ? type : read;
        }
        case "choices" -> choices = choices(part);
        case "required" -> required = values.truth(part);
        case "default" -> byDefault = part;
        case "description" -> {
          String text = values.text(part, GraphFileLimits.TEXT_BYTES_MAX);
          description = text == null ? "" : text;
        }
        default -> values.unknown(part, Keys.PARAMETER);
      }
    }
    boolean canChoose = type == ParameterType.CHOICE || type == ParameterType.LIST;
    if (type == ParameterType.CHOICE && choices.isEmpty() && log.count() == faults) {
      log.add(entry, "a parameter of the type choice has choices; add them");
    } else if (!canChoose && !choices.isEmpty()) {
      log.add(entry, "choices belong to the types choice and list; add type: choice");
    }
    String defaultText = byDefault == null ? null : defaultText(byDefault, type);
    String name = entry.key();
    if (Boolean.TRUE.equals(required) && byDefault != null) {
      log.add(entry, "a parameter with a default is never missing; remove required or default");
    }
    boolean mustBeSet = required == null ? byDefault == null : required;
    String given = set.get(name);
    if (log.count() == faults) {
      if (byDefault != null && defaultText != null) {
        check(byDefault.value(), "default", type, choices, defaultText);
      }
      if (given != null) {
        // Where the value comes from has no place in the file.
        var node = new Scalar(Kind.STRING, given, entry.keyAt());
        String what = "the value given for the parameter " + name;
        if (values.text(node, what, GraphFileLimits.VALUE_BYTES_MAX) != null) {
          check(entry.value(), what, type, choices, given);
        }
      } else if (mustBeSet && !template) {
        log.add(
            entry,
            "the parameter %s has no value; set it (--set %s=...), or give it a default"
                .formatted(name, name));
      }
    }
    String value = given != null ? given : defaultText;
    if (value == null && mustBeSet && template) {
      value = anyValue(type, choices);
    }
    return new Parameter(
        name, description, type, choices, mustBeSet, defaultText, value == null ? "" : value);
  }

  /** Some value of a type. */
  private static String anyValue(ParameterType type, List<String> choices) {
    return switch (type) {
      case STRING -> "unset";
      case NUMBER -> "0";
      case BOOLEAN -> "false";
      case CHOICE -> choices.isEmpty() ? "" : choices.getFirst();
      case LIST -> "";
    };
  }

  private List<String> choices(Entry part) {
    var seen = new HashSet<String>();
    return values.list(
        part,
        GraphFileLimits.GLOBS_MAX,
        node -> {
          String text = values.text(node, "a choice", GraphFileLimits.TEXT_BYTES_MAX);
          if (text != null && (text.isEmpty() || text.indexOf(',') >= 0)) {
            log.add(node, "a choice " + Quoted.text(text) + " must have a text without commas");
            return null;
          }
          if (text != null && !seen.add(text)) {
            log.add(node, "choices has " + Quoted.text(text) + " twice; remove one");
            return null;
          }
          return text;
        });
  }

  private @Nullable String defaultText(Entry part, ParameterType type) {
    if (type == ParameterType.LIST && part.value() instanceof Sequence) {
      List<String> items =
          values.list(
              part,
              GraphFileLimits.GLOBS_MAX,
              node -> {
                String item = values.text(node, "default", GraphFileLimits.VALUE_BYTES_MAX);
                if (item != null && item.indexOf(',') >= 0) {
                  log.add(node, "an entry of a list cannot have a comma in it");
                }
                return item;
              });
      return String.join(",", items);
    }
    return values.text(part, GraphFileLimits.VALUE_BYTES_MAX);
  }

  private void check(Node at, String what, ParameterType type, List<String> choices, String value) {
    String words =
        switch (type) {
          case STRING -> null;
          case NUMBER -> NUMBER.matcher(value).matches() ? null : "a number";
          case BOOLEAN -> value.equals("true") || value.equals("false") ? null : "true or false";
          case CHOICE -> choices.contains(value) ? null : oneOf(choices);
          case LIST -> {
            boolean good =
                choices.isEmpty()
                    || value.isEmpty()
                    || Set.copyOf(choices).containsAll(List.of(value.split(",", -1)));
            yield good ? null : "a list, with commas between, of " + oneOf(choices);
          }
        };
    if (words != null) {
      log.add(at, "%s must be %s, but is %s".formatted(what, words, Quoted.text(value)));
    }
  }

  private static String oneOf(List<String> choices) {
    return "one of "
        + choices.stream()
            .limit(20)
            .map(Quoted::plain)
            .toList()
            .toString()
            .replaceAll("[\\[\\]]", "")
        + (choices.size() > 20 ? ", ..." : "");
  }

  /** Values that were given for parameters which the file does not have. */
  private void refuseUnknown(List<Parameter> parameters) {
    List<String> names = parameters.stream().map(Parameter::name).toList();
    for (String name : new TreeSet<>(set.keySet())) {
      if (!names.contains(name)) {
        log.add(
            Position.START,
            "parameters",
            "a value was given for the parameter "
                + Quoted.text(name)
                + ", which the file does not have"
                + nearest.suggestion(name, names));
      }
    }
  }
}
