package croft.server.observe;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * Counters, gauges and histograms, written in Prometheus' text format. Every name is described in
 * {@code docs/metrics.md}. Cheap enough for the hot path; safe for use by many threads.
 */
public final class Metrics {
  /** Different label values of one name; further ones are counted together as {@code other}. */
  public static final int SERIES_MAX = 500;

  /** What one name exposes. */
  record Family(String kind, String help, Map<String, Series> series) {}

  /** One line of labels, and its value. */
  sealed interface Series {
    void write(String name, String labels, StringBuilder out);
  }

  private final Map<String, Family> families = new ConcurrentHashMap<>();

  /** Counts upwards. */
  public static final class Counter implements Series {
    private final LongAdder count = new LongAdder();

    public void increment() {
      count.increment();
    }

    public void add(long n) {
      count.add(n);
    }

    public long value() {
      return count.sum();
    }

    @Override
    public void write(String name, String labels, StringBuilder out) {
      sample(name, labels, out).append(count.sum()).append('\n');
    }
  }

  /** Counts values into buckets. */
  public static final class Histogram implements Series {
    private final double[] bounds;
    private final LongAdder[] buckets;
    private final java.util.concurrent.atomic.DoubleAdder sum =
        new java.util.concurrent.atomic.DoubleAdder();

    Histogram(double... bounds) {
      this.bounds = bounds.clone();
      this.buckets = new LongAdder[bounds.length + 1];
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] = new LongAdder();
      }
    }

    public void record(double value) {
      int bucket = 0;
      while (bucket < bounds.length && value > bounds[bucket]) {
        bucket++;
      }
      buckets[bucket].increment();
      sum.add(value);
    }

    /** Records a duration in seconds. */
    public void recordNanos(long nanos) {
      record(nanos / 1e9);
    }

    @Override
    public void write(String name, String labels, StringBuilder out) {
      long count = 0;
      for (int i = 0; i < buckets.length; i++) {
        count += buckets[i].sum();
        String bound = i < bounds.length ? number(bounds[i]) : "+Inf";
        String all = (labels.isEmpty() ? "" : labels + ",") + "le=\"" + bound + "\"";
        sample(name + "_bucket", all, out).append(count).append('\n');
      }
      sample(name + "_sum", labels, out).append(number(sum.sum())).append('\n');
      sample(name + "_count", labels, out).append(count).append('\n');
    }
  }

  record Gauge(DoubleSupplier value) implements Series {
    @Override
    public void write(String name, String labels, StringBuilder out) {
      sample(name, labels, out).append(number(value.getAsDouble())).append('\n');
    }
  }

  /**
   * The counter of a name and labels; the same one each time.
   *
   * @param labels names and values in turn
   */
  public Counter counter(String name, String help, String... labels) {
    return (Counter) series("counter", name, help, Counter::new, labels);
  }

  /**
   * A value that is asked for whenever metrics are read; replaces the one of the same labels.
   *
   * @param labels names and values in turn
   */
  public void gauge(String name, String help, DoubleSupplier value, String... labels) {
    family("gauge", name, help).series.put(text(labels), new Gauge(value));
  }

  /**
   * The histogram of a name and labels; the same one each time.
   *
   * @param bounds upper bounds of its buckets, ascending
   * @param labels names and values in turn
   */
  public Histogram histogram(String name, String help, double[] bounds, String... labels) {
    return (Histogram) series("histogram", name, help, () -> new Histogram(bounds), labels);
  }

  private Series series(
      String kind,
      String name,
      String help,
      java.util.function.Supplier<Series> make,
      String... labels) {
    Map<String, Series> series = family(kind, name, help).series;
    String key = text(labels);
    Series known = series.get(key);
    if (known != null) {
      return known;
    }
    if (series.size() >= SERIES_MAX) {
      String[] other = labels.clone();
      for (int i = 1; i < other.length; i += 2) {
        other[i] = "other";
      }
      key = text(other);
    }
    return series.computeIfAbsent(key, _ -> make.get());
  }

  private Family family(String kind, String name, String help) {
    Family family =
        families.computeIfAbsent(name, _ -> new Family(kind, help, new ConcurrentHashMap<>()));
    if (!family.kind.equals(kind)) {
      throw new IllegalStateException(name + " is a " + family.kind + ", not a " + kind);
    }
    return family;
  }

  /** All of it, in Prometheus' text format 0.0.4, sorted by name. */
  public String text() {
    StringBuilder out = new StringBuilder(8_192);
    families.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry -> {
              String name = entry.getKey();
              Family family = entry.getValue();
              out.append("# HELP ").append(name).append(' ').append(family.help).append('\n');
              out.append("# TYPE ").append(name).append(' ').append(family.kind).append('\n');
              family.series.entrySet().stream()
                  .sorted(Map.Entry.comparingByKey())
                  .forEach(series -> series.getValue().write(name, series.getKey(), out));
            });
    return out.toString();
  }

  /** Name and help of each metric, sorted. */
  public Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    families.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> names.put(entry.getKey(), entry.getValue().help));
    return names;
  }

  private static StringBuilder sample(String name, String labels, StringBuilder out) {
    out.append(name);
    if (!labels.isEmpty()) {
      out.append('{').append(labels).append('}');
    }
    return out.append(' ');
  }

  private static String text(String... labels) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i + 1 < labels.length; i += 2) {
      text.append(i == 0 ? "" : ",").append(labels[i]).append("=\"");
      text.append(labels[i + 1].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
      text.append('"');
    }
    return text.toString();
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%s", value);
  }
}
