package croft.server.api;

import croft.protocol.problem.Place;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.Changed;
import croft.protocol.wire.Commands;
import croft.server.api.Routes.Route;
import croft.server.farm.GraphCommands;
import croft.server.farm.GraphCommands.Command;
import croft.server.farm.GraphCommands.Commanded;
import croft.server.farm.GraphEdits;
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
  private final GraphEdits edits;

  CommandCalls(
      Places places, Queries queries, GraphViews views, GraphCommands commands, GraphEdits edits) {
    this.edits = edits;
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
        "start",
        x -> {
          x.json(Commands.Nothing.class);
          return new Command.Start();
        });
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
              case LOST -> new Command.RerunLost();
            });
    job(
        routes,
        "cancel",
        (x, job) -> new Command.CancelJob(job, x.json(Commands.Because.class).reason()));
    routes.add(new Route("POST", PROJECT + "/graphs/{graph}/jobs/{job}/rerun", false, this::rerun));
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

  private void rerun(Exchange exchange) throws IOException {
    exchange.query().allow();
    GraphRow graph = places.graph(exchange);
    int job = places.job(exchange, graph).job();
    Commands.RerunJob body = exchange.json(Commands.RerunJob.class);
    boolean downstream = Boolean.TRUE.equals(body.downstream());
    Commands.Change change = body.change();
    if (change == null) {
      command(exchange, graph, new Command.Rerun(job, downstream));
    } else {
      answer(
          exchange, graph, edits.rerun(graph.graph(), exchange.caller(), job, downstream, change));
    }
  }

  private void command(Exchange exchange, GraphRow graph, Command command) {
    answer(exchange, graph, commands.command(graph.graph(), exchange.caller(), command));
  }

  private void answer(Exchange exchange, GraphRow graph, Commanded commanded) {
    switch (commanded) {
      case Commanded.Done(var changed) -> {
        GraphRow now =
            queries.graphs().findAll(List.of(graph.graph())).stream().findFirst().orElse(graph);
        exchange.set("ETag", GraphViews.etag(now));
        exchange.json(200, new Changed(views.view(now), States.of(changed)));
      }
      case Commanded.Conflict(Integer job, String why) ->
          throw ProblemType.WRONG_STATE.exception(
              why, List.of(new Place(job == null ? "graph " + graph.graph() : "job " + job, why)));
      case Commanded.Refused(var problem) -> throw new ProblemException(problem);
      case Commanded.NoSuchJob(int job) -> throw Places.noSuchJob(graph, Integer.toString(job));
    }
  }
}
