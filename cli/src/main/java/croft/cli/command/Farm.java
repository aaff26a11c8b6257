package croft.cli.command;

import croft.cli.settings.Fault;
import croft.cli.settings.Settings;
import croft.cli.settings.Version;
import croft.protocol.Limits;
import croft.protocol.client.FarmClient;
import croft.protocol.client.Paging;
import croft.protocol.client.ProjectClient;
import croft.protocol.client.Retries;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.Page;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The farm that a verb talks to, and the graphs that people mean. */
public final class Farm {
  // A person waits: long enough for a server that is being replaced, too short to wonder.
  private static final Retries RETRIES =
      new Retries(4, Duration.ofMillis(100), Duration.ofSeconds(1));
  private static final Pattern NUMBER = Pattern.compile("\\d{1,16}");
  private static final Pattern LAST = Pattern.compile("last(?:~(\\d{1,3}))?");

  private final FarmClient client;
  private final ProjectClient project;

  private Farm(FarmClient client, ProjectClient project) {
    this.client = client;
    this.project = project;
  }

  /** Connects with the first call, not now. */
  static Farm of(Settings settings) {
    FarmClient.Builder builder =
        FarmClient.at(settings.address()).retries(RETRIES).program("croft-cli/" + Version.text());
    String token = settings.token().text();
    if (token != null) {
      builder.token(token);
    }
    FarmClient client = builder.build();
    return new Farm(client, client.project(settings.project()));
  }

  public FarmClient client() {
    return client;
  }

  public ProjectClient project() {
    return project;
  }

  /**
   * The graph that is meant.
   *
   * @param reference a number, {@code last}, {@code last~1}, or a name
   * @throws Fault if there is none
   */
  public GraphView graph(String reference) throws IOException, InterruptedException {
    if (NUMBER.matcher(reference).matches()) {
      return project.graph(Long.parseLong(reference));
    }
    Matcher last = LAST.matcher(reference);
    if (last.matches()) {
      return last(last.group(1) == null ? 0 : Integer.parseInt(last.group(1)));
    }
    List<GraphView> named = project.graphs(null, reference, Paging.first(1)).items();
    if (named.isEmpty()) {
      throw Fault.usage(
          "project " + project.name() + " has no graph named '" + reference + "'",
          "croft graphs lists them; a graph is a number, a name, last or last~1.");
    }
    return named.getFirst();
  }

  private GraphView last(int before) throws IOException, InterruptedException {
    Page<GraphView> newest =
        project.graphs(null, null, Paging.first(Math.min(before + 1, Limits.PAGE_MAX)));
    if (newest.items().size() <= before) {
      throw newest.items().isEmpty()
          ? Fault.usage(
              "project " + project.name() + " has no graph yet",
              "Write one with croft init and submit it with croft submit.")
          : Fault.usage(
              "project " + project.name() + " has only " + newest.items().size() + " graphs",
              "last~0 is the newest.");
    }
    return newest.items().get(before);
  }

  /** Whether a text can only mean a graph, not a job. */
  static boolean isGraph(String reference) {
    return LAST.matcher(reference).matches()
        // Graph numbers carry the time; no graph has so many jobs.
        || (NUMBER.matcher(reference).matches() && Long.parseLong(reference) > Limits.JOBS_MAX);
  }
}
