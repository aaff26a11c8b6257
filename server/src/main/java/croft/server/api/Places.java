package croft.server.api;

import croft.protocol.problem.ProblemType;
import croft.store.query.GraphQueries;
import croft.store.query.GraphRow;
import croft.store.query.JobQueries;
import croft.store.query.JobRow;
import croft.store.query.Project;
import croft.store.query.Queries;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the parameters of a path lead to; a problem if it is nothing. */
final class Places {
  private final GraphQueries graphs;
  private final JobQueries jobs;
  // Projects keep their numbers, and there are few.
  private final Map<String, Project> projects = new ConcurrentHashMap<>();

  Places(Queries queries) {
    this.graphs = queries.graphs();
    this.jobs = queries.jobs();
  }

  Project project(Exchange exchange) {
    String name = exchange.path("project");
    Project known = projects.get(name);
    if (known != null) {
      return known;
    }
    Project project = graphs.project(name);
    if (project == null) {
      throw ProblemType.NO_SUCH_PROJECT.exception(
          "there is no project '" + Query.shown(name) + "'");
    }
    projects.put(name, project);
    return project;
  }

  GraphRow graph(Exchange exchange) {
    Project project = project(exchange);
    Long id = exchange.pathNumber("graph");
    GraphRow graph = id == null ? null : graphs.find(project.id(), id);
    if (graph == null) {
      throw ProblemType.NO_SUCH_GRAPH.exception(
          "there is no graph '%s' in project %s"
              .formatted(Query.shown(exchange.path("graph")), project.name()));
    }
    return graph;
  }

  /** A job by its number, or else by its key. */
  JobRow job(Exchange exchange, GraphRow graph) {
    Integer number = jobNumber(exchange);
    JobRow job = number == null ? null : jobs.byNumber(graph.graph(), number);
    if (job == null) {
      job = jobs.byKey(graph.graph(), exchange.path("job"));
    }
    if (job == null) {
      throw noSuchJob(graph, exchange.path("job"));
    }
    return job;
  }

  /** The attempt's number; 0, which no attempt has, if it is not a number. */
  static int attempt(Exchange exchange) {
    Long number = exchange.pathNumber("attempt");
    return number == null || number > Integer.MAX_VALUE ? 0 : number.intValue();
  }

  static RuntimeException noSuchJob(GraphRow graph, String job) {
    return ProblemType.NO_SUCH_JOB.exception(
        "graph %d has no job '%s'".formatted(graph.graph(), Query.shown(job)));
  }

  static RuntimeException noSuchAttempt(String job, String attempt) {
    return ProblemType.NO_SUCH_ATTEMPT.exception(
        "job %s has no attempt %s".formatted(Query.shown(job), Query.shown(attempt)));
  }

  private static @Nullable Integer jobNumber(Exchange exchange) {
    Long number = exchange.pathNumber("job");
    return number == null || number > Integer.MAX_VALUE ? null : number.intValue();
  }
}
