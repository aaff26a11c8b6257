package croft.server.submit;

import croft.protocol.Limits;
import croft.protocol.graphfile.GraphFile;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.Media;
import croft.protocol.graphfile.Parameter;
import croft.protocol.graphfile.ParseOptions;
import croft.protocol.json.Json;
import croft.protocol.problem.Place;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.ParameterType;
import croft.protocol.wire.ParameterView;
import croft.protocol.wire.TemplateUse;
import croft.server.dispatch.Failures;
import croft.server.farm.Caller;
import croft.server.farm.Submissions;
import croft.server.farm.Templates;
import croft.store.database.Database;
import croft.store.query.GraphQueries;
import croft.store.query.Project;
import croft.store.query.TemplateQueries;
import croft.store.query.TemplateRow;
import croft.store.submit.TemplateWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps graph files under names, and makes graphs of them. Safe for use by many threads. */
public final class FarmTemplates implements Templates {
  private final Database database;
  private final Submissions submissions;
  private final TemplateQueries templates;
  private final GraphQueries graphs;

  public FarmTemplates(Database database, Submissions submissions) {
    this.database = database;
    this.submissions = submissions;
    this.templates = new TemplateQueries(database::connection);
    this.graphs = new GraphQueries(database::connection);
  }

  @Override
  public Put put(NewTemplate template) {
    return switch (FarmSubmissions.checked(
        GraphFile.parse(
            template.body(), template.media(), ParseOptions.ofTemplate(template.files())))) {
      case FarmSubmissions.Checked.Wrong(Problem problem) -> new Put.Refused(problem);
      case FarmSubmissions.Checked.Right(GraphSpec spec, _) ->
          switch (write(template, spec)) {
            case TemplateWriter.Written.Version(int version, boolean made) ->
                new Put.Stored(version, made);
            case TemplateWriter.Written.TooMany() ->
                new Put.Refused(
                    ProblemType.OVER_LIMIT.problem(
                        Limits.exceeded(
                            "project " + template.project().name() + " has",
                            Limits.TEMPLATES_MAX,
                            "templates",
                            Limits.TEMPLATES_MAX)));
          };
    };
  }

  private TemplateWriter.Written write(NewTemplate template, GraphSpec spec) {
    TemplateWriter.NewTemplate row =
        new TemplateWriter.NewTemplate(
            template.project().id(),
            template.name(),
            template.media().contentType(),
            template.body(),
            template.files(),
            spec.description(),
            spec.jobCount(),
            Json.text(spec.parameters().stream().map(FarmTemplates::view).toList()),
            template.caller().name());
    return Failures.unchecked(
        () ->
            database.transaction(
                connection -> TemplateWriter.write(connection, row, Limits.TEMPLATES_MAX)));
  }

  static ParameterView view(Parameter parameter) {
    return new ParameterView(
        parameter.name(),
        parameter.description(),
        ParameterType.parse(parameter.type().text()),
        parameter.choices(),
        parameter.required(),
        parameter.defaultValue());
  }

  @Override
  public Submissions.Submitted use(
      Project project,
      Caller caller,
      TemplateRow template,
      TemplateUse use,
      @Nullable String idempotencyKey) {
    Set<String> keys = null;
    Long again = use.again();
    Long failedOf = use.failedOf();
    Long other = again != null ? again : failedOf;
    if (other != null) {
      if (graphs.find(project.id(), other) == null) {
        return new Submissions.Submitted.Refused(
            ProblemType.NO_SUCH_GRAPH.problem(
                "there is no graph '%d' in project %s".formatted(other, project.name())));
      }
      keys = new HashSet<>(templates.keys(other, failedOf != null));
      if (keys.isEmpty()) {
        String what = failedOf != null ? "failed" : "was active";
        return new Submissions.Submitted.Refused(
            ProblemType.INVALID_GRAPH.problem(
                "no job of graph %d %s".formatted(other, what),
                List.of(
                    new Place(
                        failedOf != null ? "failedOf" : "again",
                        "no job of graph %d %s".formatted(other, what)))));
      }
    }
    String body = templates.body(template);
    Media media = Media.ofContentType(template.media()).orElse(Media.YAML);
    try {
      return submissions.submit(
          new Submissions.Submission(
              project,
              caller,
              media,
              new ByteArrayInputStream((body == null ? "" : body).getBytes(StandardCharsets.UTF_8)),
              use.set(),
              template.files(),
              new Submissions.Start(
                  Boolean.TRUE.equals(use.paused()),
                  Boolean.TRUE.equals(use.draft()),
                  Boolean.TRUE.equals(use.noReuse()),
                  null),
              idempotencyKey,
              new Submissions.Use(
                  template.name(),
                  template.version(),
                  use.only(),
                  use.except(),
                  use.onlyWhere(),
                  use.exceptWhere(),
                  keys,
                  use.subject() == null ? null : Json.text(use.subject()),
                  Json.text(use))));
    } catch (IOException e) {
      throw new UncheckedIOException("text in memory cannot fail to be read", e);
    }
  }
}
