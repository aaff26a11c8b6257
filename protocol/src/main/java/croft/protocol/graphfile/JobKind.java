package croft.protocol.graphfile;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What kind of thing a job is; exactly one for each job. Only a {@link Script} takes a worker; the
 * farm does all others itself. In the JSON of a {@link Definition} a kind other than script is the
 * member that {@link #word()} names.
 */
public sealed interface JobKind {
  /** The key in the graph file and in JSON. */
  String word();

  /** Runs {@link Definition#script()} on a worker. */
  record Script() implements JobKind {
    @Override
    public String word() {
      return "script";
    }
  }

  /**
   * Holds up what needs it until someone decides, or until a latch opens.
   *
   * @param approvers who may decide; empty: everybody who may edit the graph. In the order of the
   *     file, each once
   * @param timeout from {@code held} on; whole seconds; null: it waits for ever
   * @param onTimeout what it becomes at the end of the timeout
   * @param notAuthor whether the author of the graph may not decide
   * @param latch name of the project's latch that decides: held while it is closed; null when
   *     people do. With a latch there are no approvers and notAuthor is false
   * @param message what is asked; empty when the file does not say
   */
  record Breakpoint(
      List<Approver> approvers,
      @Nullable Duration timeout,
      OnTimeout onTimeout,
      boolean notAuthor,
      @Nullable String latch,
      String message)
      implements JobKind {
    /** Everybody who may edit can decide, and it waits for ever. */
    public static final Breakpoint PLAIN =
        new Breakpoint(List.of(), null, OnTimeout.FAIL, false, null, "");

    public Breakpoint {
      approvers = List.copyOf(approvers);
    }

    @Override
    public String word() {
      return "breakpoint";
    }
  }

  /** What a breakpoint becomes when nobody decides in time. */
  enum OnTimeout {
    SKIP("skip"),
    FAIL("fail"),
    CONTINUE("continue");

    private final String text;

    OnTimeout(String text) {
      this.text = text;
    }

    /** The word in the graph file and in JSON. */
    public String text() {
      return text;
    }
  }

  /**
   * Someone, or a set of people, who may decide a breakpoint.
   *
   * @param name of the group, user or token
   */
  record Approver(Type type, String name) {
    /** What the name is of. */
    public enum Type {
      GROUP("group"),
      USER("user"),
      TOKEN("token");

      private final String text;

      Type(String text) {
        this.text = text;
      }

      /** The word before the colon. */
      public String text() {
        return text;
      }
    }

    /** As in the graph file and in JSON: {@code group:release}. */
    public String text() {
      return type.text() + ":" + name;
    }

    /** Reads {@link #text()}; null when it is none. */
    public static @Nullable Approver parse(String text) {
      int colon = text.indexOf(':');
      String name = text.substring(colon + 1);
      boolean good =
          !name.isEmpty()
              && name.length() <= GraphFileLimits.NAME_BYTES_MAX
              && name.chars().allMatch(c -> c > ' ' && c < 127 && c != ':');
      for (Type type : Type.values()) {
        if (good && colon > 0 && type.text().equals(text.substring(0, colon))) {
          return new Approver(type, name);
        }
      }
      return null;
    }
  }

  /**
   * Publishes an event, and has succeeded.
   *
   * @param topic what subscribers choose by; null for none
   */
  record Notify(String message, @Nullable String topic) implements JobKind {
    @Override
    public String word() {
      return "notify";
    }
  }

  /** Succeeds when its time has come. */
  sealed interface Timer extends JobKind {
    @Override
    default String word() {
      return "timer";
    }

    /**
     * So long after it could start.
     *
     * @param delay whole seconds, at least 1
     */
    record After(Duration delay) implements Timer {}

    /** At a time of day; at once when that is over. */
    record At(Instant time) implements Timer {}
  }

  /** A whole graph as one job: ends as that graph ends. */
  sealed interface ChildGraph extends JobKind {
    /** Values for the child's parameters, by name. */
    SortedMap<String, String> parameters();

    @Override
    default String word() {
      return "graph";
    }

    /**
     * A graph made from a template of the project.
     *
     * @param version null for the newest when the job starts
     */
    record OfTemplate(
        String template, @Nullable Integer version, SortedMap<String, String> parameters)
        implements ChildGraph {
      public OfTemplate {
        parameters = sorted(parameters);
      }
    }

    /**
     * A graph file inside the graph file; read and found right together with it.
     *
     * @param file as JSON text, its keys in the order of the file
     */
    record OfFile(String file, SortedMap<String, String> parameters) implements ChildGraph {
      public OfFile {
        parameters = sorted(parameters);
      }
    }

    private static SortedMap<String, String> sorted(Map<String, String> parameters) {
      return Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    }
  }
}
