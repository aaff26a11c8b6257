package croft.bench.report;

import croft.protocol.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a scenario measured, by name, in the order in which it is printed. Not thread-safe. */
public final class Line {
  private final Map<String, Object> values = new LinkedHashMap<>();

  private Line(String scenario) {
    values.put("scenario", scenario);
  }

  public static Line of(String scenario) {
    return new Line(scenario);
  }

  public Line put(String name, long value) {
    values.put(name, value);
    return this;
  }

  /** A measurement: two digits behind the point are all that repeats. */
  public Line put(String name, double value) {
    values.put(name, Math.round(value * 100) / 100.0);
    return this;
  }

  public Line put(String name, String value) {
    values.put(name, value);
    return this;
  }

  /** The values by name; a view. */
  public Map<String, Object> values() {
    return java.util.Collections.unmodifiableMap(values);
  }

  /** As JSON on one line. */
  public String json() {
    return Json.text(values);
  }
}
