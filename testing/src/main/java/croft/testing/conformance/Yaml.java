package croft.testing.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A YAML document as maps, lists and texts, with the place in each complaint. */
record Yaml(String place, @Nullable Object value) {
  static Yaml parse(String text) throws CaseException {
    try {
      return new Yaml("", new Load(LoadSettings.builder().build()).loadFromString(text));
    } catch (YamlEngineException e) {
      throw new CaseException("it is not YAML: " + e.getMessage());
    }
  }

  boolean isAbsent() {
    return value == null;
  }

  boolean isMap() {
    return value instanceof Map;
  }

  boolean isList() {
    return value instanceof List;
  }

  /** A member; absent if this is no map, or has none. */
  Yaml at(String name) {
    Object member = value instanceof Map<?, ?> map ? map.get(name) : null;
    return new Yaml(place.isEmpty() ? name : place + "." + name, member);
  }

  /** The members in their order; none if it is absent. */
  Map<String, Yaml> members() throws CaseException {
    Map<String, Yaml> members = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      for (Object name : map.keySet()) {
        members.put(String.valueOf(name), at(String.valueOf(name)));
      }
    } else if (value != null) {
      throw new CaseException(place + " is not a map");
    }
    return members;
  }

  /** The entries; none if it is absent; itself alone if it is no list. */
  List<Yaml> entries() {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      return List.of(this);
    }
    return list.stream().map(entry -> new Yaml(place + "[]", entry)).toList();
  }

  String text() throws CaseException {
    if (value == null || isMap() || isList()) {
      throw new CaseException(place + " is not a text");
    }
    return String.valueOf(value);
  }

  String text(String otherwise) throws CaseException {
    return value == null ? otherwise : text();
  }

  /** The texts of a map, by name. */
  Map<String, String> texts() throws CaseException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, Yaml> member : members().entrySet()) {
      texts.put(member.getKey(), member.getValue().text());
    }
    return texts;
  }
}
