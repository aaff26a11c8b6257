package croft.store.query;

/** All reads. Stateless but for where connections come from; safe for use by many threads. */
public record Queries(
    GraphQueries graphs,
    JobQueries jobs,
    EdgeQueries edges,
    EventQueries events,
    ArtifactQueries artifacts,
    WorkerQueries workers,
    TokenQueries tokens,
    RevisionQueries revisions,
    TemplateQueries templates,
    StatisticQueries statistics,
    DecisionQueries decisions,
    SampleQueries samples) {
  /** Reads over these connections. */
  public static Queries over(Connections connections) {
    return new Queries(
        new GraphQueries(connections),
        new JobQueries(connections),
        new EdgeQueries(connections),
        new EventQueries(connections),
        new ArtifactQueries(connections),
        new WorkerQueries(connections),
        new TokenQueries(connections),
        new RevisionQueries(connections),
        new TemplateQueries(connections),
        new StatisticQueries(connections),
        new DecisionQueries(connections),
        new SampleQueries(connections));
  }
}
