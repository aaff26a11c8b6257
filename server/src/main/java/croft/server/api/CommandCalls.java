package croft.server.api;

import croft.protocol.problem.Place;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.Changed;
import croft.protocol.wire.Commands;
import croft.server.api.Routes.Route;
import croft.server.farm.GraphCommands;
import croft.server.farm.GraphCommands.Command;
import croft.server.farm.GraphCommands.Commanded;
import croft.server.view.GraphViews;
import croft.server.view.States;
import croft.store.query.GraphRow;
import croft.store.query.Queries;
import java.io.IOException;
import java.util.List;

/** What people do to graphs and jobs. */
final class CommandCalls implements CallGroup {
  private final Places places;
  private final Queries queries;
  private final GraphViews views;
  private final GraphCommands commands;

  CommandCalls(Places places, Queries queries, GraphViews views, GraphCommands commands) {
    this.places = places;
    this.queries = queries;
    this.views = views;
    this.commands = commands;
  }

  /** Reads a command to a graph. */
  @FunctionalInterface
  private interface GraphReader {
    Command read(Exchange exchange) throws IOException;
  }

  /** Reads a command to a job. */
  @FunctionalInterface
  private interface JobReader {
    Command read(Exchange exchange, int job) throws IOException;
  }

  @Override
  public void addTo(Routes routes) {
    graph(routes, "cancel", x -> new Command.CancelGraph(x.json(Commands.Because.class).reason()));
    graph(
        routes,
        "pause",
        x -> {
          x.json(Commands.Nothing.class);
          return new Command.Pause();
        });
    graph(
        routes,
        "resume",
        x -> {
          x.json(Commands.Nothing.class);
          return new Command.Resume();
        });
    graph(
        routes,
        "priority",
        x -> new Command.SetGraphPriority(x.json(Commands.SetPriority.class).priority()));
    graph(
        routes,
        "rerun",
        x ->
            switch (x.json(Commands.RerunGraph.class).which()) {
              case FAILED -> new Command.RerunFailed();
            });
    job(
        routes,
        "cancel",
        (x, job) -> new Command.CancelJob(job, x.json(Commands.Because.class).reason()));
    job(
        routes,
        "rerun",
        (x, job) ->
            new Command.Rerun(
                job, Boolean.TRUE.equals(x.json(Commands.RerunJob.class).downstream())));
    job(routes, "hold", (x, job) -> new Command.Hold(job, x.json(Commands.Because.class).reason()));
    job(
        routes,
        "release",
        (x, job) -> {
          x.json(Commands.Nothing.class);
          return new Command.Release(job);
        });
    job(
        routes,
        "priority",
        (x, job) -> new Command.SetJobPriority(job, x.json(Commands.SetPriority.class).priority()));
  }

  private void graph(Routes routes, String verb, GraphReader reader) {
    routes.add(
        new Route(
            "POST",
            PROJECT + "/graphs/{graph}/" + verb,
            false,
            exchange -> {
              exchange.query().allow();
              GraphRow graph = places.graph(exchange);
              command(exchange, graph, reader.read(exchange));
            }));
  }

  private void job(Routes routes, String verb, JobReader reader) {
    routes.add(
        new Route(
            "POST",
            PROJECT + "/graphs/{graph}/jobs/{job}/" + verb,
            false,
            exchange -> {
              exchange.query().allow();
              GraphRow graph = places.graph(exchange);
              int job = places.job(exchange, graph).job();
              command(exchange, graph, reader.read(exchange, job));
            }));
  }

  private void command(Exchange exchange, GraphRow graph, Command command) {
    switch (commands.command(graph.graph(), exchange.caller(), command)) {
      case Commanded.Done(var changed) -> {
        GraphRow now =
            queries.graphs().findAll(List.of(graph.graph())).stream().findFirst().orElse(graph);
        exchange.set("ETag", GraphViews.etag(now));
        exchange.json(200, new Changed(views.view(now), States.of(changed)));
      }
      case Commanded.Conflict(Integer job, String why) ->
          throw ProblemType.WRONG_STATE.exception(
              why, List.of(new Place(job == null ? "graph " + graph.graph() : "job " + job, why)));
      case Commanded.NoSuchJob(int job) -> throw Places.noSuchJob(graph, Integer.toString(job));
    }
  }
}
