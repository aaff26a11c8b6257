package croft.testing.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import croft.protocol.Limits;
import croft.protocol.problem.Place;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.ArtifactView;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.AttemptView;
import croft.protocol.wire.Changed;
import croft.protocol.wire.ClaimRequest;
import croft.protocol.wire.ClaimResponse;
import croft.protocol.wire.Commands;
import croft.protocol.wire.Completion;
import croft.protocol.wire.CompletionsRequest;
import croft.protocol.wire.CompletionsResponse;
import croft.protocol.wire.DecisionToken;
import croft.protocol.wire.DecisionView;
import croft.protocol.wire.Definition;
import croft.protocol.wire.DependencyView;
import croft.protocol.wire.EventView;
import croft.protocol.wire.Face;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.GroupView;
import croft.protocol.wire.Health;
import croft.protocol.wire.HeartbeatRequest;
import croft.protocol.wire.HeartbeatResponse;
import croft.protocol.wire.InputFile;
import croft.protocol.wire.Isolation;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobState;
import croft.protocol.wire.JobView;
import croft.protocol.wire.LatchView;
import croft.protocol.wire.LogAppended;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.ParameterView;
import croft.protocol.wire.Resources;
import croft.protocol.wire.SeriesView;
import croft.protocol.wire.StatisticView;
import croft.protocol.wire.StreamEvent;
import croft.protocol.wire.Subject;
import croft.protocol.wire.TemplateUse;
import croft.protocol.wire.TemplateView;
import croft.protocol.wire.TestCounts;
import croft.protocol.wire.Usage;
import croft.protocol.wire.WorkerRegistration;
import croft.protocol.wire.WorkerSession;
import croft.protocol.wire.WorkerView;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The document holds together, and says what the code does. */
class OpenApiLintTest {
  private static final OpenApiDocument DOCUMENT = OpenApiDocument.published();
  private static final Schemas SCHEMAS = new Schemas(DOCUMENT);

  /** Calls for each node, with its JSON pointer. */
  private static void walk(String pointer, JsonNode node, BiConsumer<String, JsonNode> visit) {
    visit.accept(pointer, node);
    if (node.isObject()) {
      node.properties()
          .forEach(
              member ->
                  walk(
                      pointer + "/" + member.getKey().replace("~", "~0").replace("/", "~1"),
                      member.getValue(),
                      visit));
    } else {
      for (int i = 0; i < node.size(); i++) {
        walk(pointer + "/" + i, node.get(i), visit);
      }
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asString("")));
    return texts;
  }

  @Test
  void everyOperationIsNamedAndDescribed() {
    List<Operation> operations = DOCUMENT.operations();
    assertThat(operations).hasSizeGreaterThan(30);
    assertThat(operations.stream().map(Operation::id)).doesNotHaveDuplicates();
    List<String> tags = new ArrayList<>();
    DOCUMENT.root().path("tags").forEach(tag -> tags.add(tag.path("name").asString("")));
    for (Operation operation : operations) {
      assertThat(operation.id()).as(operation.toString()).matches("[a-z][A-Za-z]+");
      assertThat(operation.node().path("summary").asString("")).as(operation.id()).isNotBlank();
      assertThat(operation.node().path("description").asString("")).as(operation.id()).isNotBlank();
      assertThat(tags).containsAll(texts(operation.node().path("tags")));
      assertThat(operation.node().path("tags").size()).as(operation.id()).isEqualTo(1);
    }
  }

  @Test
  void everyOperationHasASuccessARefusalAndTheDefaultProblem() {
    for (Operation operation : DOCUMENT.operations()) {
      Collection<String> statuses = operation.node().path("responses").propertyNames();
      assertThat(statuses).as(operation.id()).anyMatch(status -> status.startsWith("2"));
      assertThat(statuses).as(operation.id()).contains("default");
      assertThat(statuses.contains("401"))
          .as(operation.id() + " has 401 unless it is open")
          .isNotEqualTo(DOCUMENT.isOpen(operation));
      for (JsonNode response : operation.node().path("responses")) {
        assertThat(DOCUMENT.resolved(response).path("description").asString("")).isNotBlank();
      }
    }
  }

  @Test
  void onlyHealthChecksTheDocumentAndDecisionsByTokenAreOpen() {
    assertThat(DOCUMENT.operations().stream().filter(DOCUMENT::isOpen).map(Operation::template))
        .containsExactlyInAnyOrder(
            "/health/live", "/health/ready", "/openapi.yaml", "/api/v1/decisions/{token}");
  }

  @Test
  void everyReferenceLeadsSomewhereAndEveryComponentIsUsed() {
    Set<String> used = new TreeSet<>();
    walk(
        "",
        DOCUMENT.root(),
        (pointer, node) -> {
          JsonNode reference = node.path("$ref");
          if (reference.isString()) {
            used.add(reference.stringValue());
            assertThat(DOCUMENT.target(reference.stringValue()).isMissingNode())
                .as(pointer + " → " + reference.stringValue())
                .isFalse();
          }
        });
    for (Map.Entry<String, JsonNode> kind : DOCUMENT.root().path("components").properties()) {
      for (String name : kind.getValue().propertyNames()) {
        if (!kind.getKey().equals("securitySchemes")) {
          assertThat(used).contains("#/components/" + kind.getKey() + "/" + name);
        }
      }
    }
  }

  @Test
  void everyParameterOfAPathIsDeclaredAndDescribed() {
    Pattern placeholder = Pattern.compile("\\{([^}]+)}");
    for (Operation operation : DOCUMENT.operations()) {
      Set<String> declared = new TreeSet<>();
      for (JsonNode parameter : DOCUMENT.parameters(operation)) {
        assertThat(parameter.path("description").asString("")).as(operation.id()).isNotBlank();
        if (parameter.path("in").asString("").equals("path")) {
          declared.add(parameter.path("name").asString(""));
          assertThat(parameter.path("required").asBoolean(false)).isTrue();
          assertThat(parameter.path("x-slashes").asBoolean(false))
              .isEqualTo(parameter.path("name").asString("").equals("name"));
        }
      }
      Set<String> named = new TreeSet<>();
      Matcher matcher = placeholder.matcher(operation.template());
      while (matcher.find()) {
        named.add(matcher.group(1));
      }
      assertThat(declared).as(operation.toString()).isEqualTo(named);
    }
  }

  @Test
  void requestsAreStrict() {
    for (Operation operation : DOCUMENT.operations()) {
      JsonNode json =
          DOCUMENT
              .resolved(operation.node().path("requestBody"))
              .path("content")
              .path("application/json");
      // A graph file has a schema of its own.
      if (!json.isMissingNode()
          && !Set.of("submitGraph", "putTemplate", "planGraph").contains(operation.id())) {
        walk(
            operation.id(),
            DOCUMENT.resolved(json.path("schema")),
            (pointer, node) -> {
              JsonNode schema = DOCUMENT.resolved(node);
              if (schema.path("type").asString("").equals("object")) {
                assertThat(schema.path("additionalProperties").asBoolean(true))
                    .as(pointer)
                    .isFalse();
              }
            });
      }
    }
  }

  @Test
  void everyExampleFitsItsSchema() {
    int[] examples = {0};
    walk(
        "",
        DOCUMENT.root(),
        (pointer, node) -> {
          if (!node.isObject() || !node.has("schema")) {
            return;
          }
          List<JsonNode> values = new ArrayList<>();
          if (node.has("example")) {
            values.add(node.path("example"));
          }
          node.path("examples").forEach(each -> values.add(DOCUMENT.resolved(each).path("value")));
          for (JsonNode value : values) {
            examples[0]++;
            assertThat(SCHEMAS.faults(node.path("schema"), value)).as(pointer).isEmpty();
          }
        });
    assertThat(examples[0]).isGreaterThan(20);
  }

  @Test
  void theProblemsAreThoseOfTheCatalogue() {
    assertThat(texts(schema("Problem").path("properties").path("type").path("enum")))
        .isEqualTo(Arrays.stream(ProblemType.values()).map(ProblemType::uri).toList());
  }

  private static JsonNode schema(String name) {
    JsonNode schema = DOCUMENT.root().path("components").path("schemas").path(name);
    assertThat(schema.isMissingNode()).as(name).isFalse();
    return schema;
  }

  @Test
  void theWordsAreThoseOfTheCode() {
    assertThat(texts(schema("JobState").path("enum")))
        .isEqualTo(Arrays.stream(JobState.values()).map(JobState::text).toList());
    assertThat(schema("Counts").path("properties").propertyNames())
        .containsExactlyElementsOf(Arrays.stream(JobState.values()).map(JobState::text).toList());
    assertThat(texts(schema("GraphState").path("enum")))
        .isEqualTo(Arrays.stream(GraphState.values()).map(GraphState::text).toList());
    assertThat(texts(schema("Outcome").path("enum")))
        .isEqualTo(Arrays.stream(Outcome.values()).map(Outcome::text).toList());
    assertThat(texts(schema("ArtifactKind").path("enum")))
        .isEqualTo(Arrays.stream(ArtifactKind.values()).map(ArtifactKind::text).toList());
    assertThat(texts(schema("Isolation").path("enum")))
        .isEqualTo(Arrays.stream(Isolation.values()).map(Isolation::text).toList());
  }

  @Test
  void theNumbersAreThoseOfTheLimits() {
    Map<String, Long> numbers = new HashMap<>();
    numbers.put("/components/parameters/limit/schema/maximum", (long) Limits.PAGE_MAX);
    numbers.put("/components/parameters/limit/schema/default", (long) Limits.PAGE_DEFAULT);
    String schemas = "/components/schemas/";
    numbers.put(schemas + "Name/maxLength", (long) Limits.KEY_BYTES_MAX);
    numbers.put(schemas + "Token/maxLength", (long) Limits.TOKEN_BYTES_MAX);
    numbers.put(schemas + "Text/maxLength", (long) Limits.TEXT_BYTES_MAX);
    numbers.put(schemas + "Value/maxLength", (long) Limits.VALUE_BYTES_MAX);
    numbers.put(schemas + "FileName/maxLength", (long) Limits.ARTIFACT_NAME_BYTES_MAX);
    numbers.put(schemas + "Priority/maximum", (long) Limits.PRIORITY_MAX);
    numbers.put(schemas + "Problem/properties/places/maxItems", (long) Limits.PLACES_MAX);
    numbers.put(
        schemas + "JobDetail/properties/dependents/maxItems", (long) Limits.DETAIL_EDGES_MAX);
    numbers.put(
        schemas + "WorkerRegistration/properties/slots/maximum", (long) Limits.WORKER_SLOTS_MAX);
    numbers.put(
        schemas + "WorkerRegistration/properties/labels/maxItems", (long) Limits.LABELS_MAX);
    numbers.put(schemas + "ClaimRequest/properties/slots/maximum", (long) Limits.CLAIM_SLOTS_MAX);
    numbers.put(schemas + "ClaimRequest/properties/waitMs/maximum", (long) Limits.WAIT_MAX);
    numbers.put(
        schemas + "CompletionsRequest/properties/completions/maxItems",
        (long) Limits.COMPLETIONS_MAX);
    numbers.put(
        schemas + "HeartbeatRequest/properties/attempts/maxItems",
        (long) Limits.HEARTBEAT_ATTEMPTS_MAX);
    numbers.forEach(
        (pointer, number) ->
            assertThat(DOCUMENT.root().at(pointer).asLong(-1)).as(pointer).isEqualTo(number));
  }

  static Stream<Arguments> records() {
    return Stream.of(
        Arguments.of("GraphView", GraphView.class),
        Arguments.of("JobView", JobView.class),
        Arguments.of("Dependency", DependencyView.class),
        Arguments.of("AttemptView", AttemptView.class),
        Arguments.of("ArtifactView", ArtifactView.class),
        Arguments.of("EventView", EventView.class),
        Arguments.of("WorkerView", WorkerView.class),
        Arguments.of("TemplateView", TemplateView.class),
        Arguments.of("ParameterView", ParameterView.class),
        Arguments.of("TemplateUse", TemplateUse.class),
        Arguments.of("SeriesView", SeriesView.class),
        Arguments.of("StatisticView", StatisticView.class),
        Arguments.of("SeriesResult", SeriesView.Result.class),
        Arguments.of("Changed", Changed.class),
        Arguments.of("Subject", Subject.class),
        Arguments.of("Face", Face.class),
        Arguments.of("TestCounts", TestCounts.class),
        Arguments.of("Usage", Usage.class),
        Arguments.of("Resources", Resources.class),
        Arguments.of("WorkerRegistration", WorkerRegistration.class),
        Arguments.of("WorkerSession", WorkerSession.class),
        Arguments.of("AttemptId", AttemptId.class),
        Arguments.of("ClaimRequest", ClaimRequest.class),
        Arguments.of("ClaimResponse", ClaimResponse.class),
        Arguments.of("Assignment", Assignment.class),
        Arguments.of("InputFile", InputFile.class),
        Arguments.of("Definition", Definition.class),
        Arguments.of("CompletionsRequest", CompletionsRequest.class),
        Arguments.of("Completion", Completion.class),
        Arguments.of("CompletionsResponse", CompletionsResponse.class),
        Arguments.of("HeartbeatRequest", HeartbeatRequest.class),
        Arguments.of("HeartbeatResponse", HeartbeatResponse.class),
        Arguments.of("LogAppended", LogAppended.class),
        Arguments.of("Health", Health.class),
        Arguments.of("Problem", Problem.class),
        Arguments.of("Place", Place.class),
        Arguments.of("StreamJobs", StreamEvent.Jobs.class),
        Arguments.of("StreamLog", StreamEvent.Log.class),
        Arguments.of("StreamReset", StreamEvent.Reset.class),
        Arguments.of("Nothing", Commands.Nothing.class),
        Arguments.of("Because", Commands.Because.class),
        Arguments.of("RerunJob", Commands.RerunJob.class),
        Arguments.of("RerunGraph", Commands.RerunGraph.class),
        Arguments.of("SetPriority", Commands.SetPriority.class),
        Arguments.of("Decide", Commands.Decide.class),
        Arguments.of("SetLatch", Commands.SetLatch.class),
        Arguments.of("DecideByToken", Commands.DecideByToken.class),
        Arguments.of("DecisionView", DecisionView.class),
        Arguments.of("DecisionToken", DecisionToken.class),
        Arguments.of("LatchView", LatchView.class),
        Arguments.of("GroupView", GroupView.class));
  }

  /** What is said of a thing for people, and its record, which is the worker's, leaves out. */
  private static final Map<String, List<String>> UNREAD = Map.of("Definition", List.of("expand"));

  @ParameterizedTest(name = "{0}")
  @MethodSource("records")
  void aSchemaHasTheMembersOfItsRecord(String name, Class<?> type) {
    JsonNode schema = schema(name);
    List<String> members =
        new ArrayList<>(
            Arrays.stream(type.getRecordComponents()).map(OpenApiLintTest::member).toList());
    members.addAll(UNREAD.getOrDefault(name, List.of()));
    assertThat(schema.path("properties").propertyNames()).containsExactlyElementsOf(members);
    List<String> required = texts(schema.path("required"));
    for (RecordComponent component : type.getRecordComponents()) {
      boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      // A list or map that is absent from a request is an empty one.
      boolean mayBeAbsent =
          Collection.class.isAssignableFrom(component.getType())
              || Map.class.isAssignableFrom(component.getType());
      if (optional || !mayBeAbsent) {
        assertThat(required.contains(member(component)))
            .as(member(component) + " is required")
            .isNotEqualTo(optional);
      }
    }
  }

  private static String member(RecordComponent component) {
    JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
    return renamed == null ? component.getName() : renamed.value();
  }

  @Test
  void aJobsDetailHasTheMembersOfItsViewAndItsOwn() {
    List<String> members = new ArrayList<>(schema("JobView").path("properties").propertyNames());
    Arrays.stream(JobDetail.class.getRecordComponents())
        .skip(1)
        .map(OpenApiLintTest::member)
        .forEach(members::add);
    assertThat(schema("JobDetail").path("properties").propertyNames())
        .containsExactlyElementsOf(members);
    for (String shared : schema("JobView").path("properties").propertyNames()) {
      assertThat(schema("JobDetail").path("properties").path(shared))
          .isEqualTo(schema("JobView").path("properties").path(shared));
    }
  }
}
