package croft.testing.api;

import croft.protocol.client.FarmClient;
import croft.protocol.client.ProjectClient;
import croft.protocol.client.Retries;
import croft.protocol.client.Submission;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.ClaimRequest;
import croft.protocol.wire.Completion;
import croft.protocol.wire.CompletionVerdict;
import croft.protocol.wire.CompletionsRequest;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.Isolation;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.Resources;
import croft.protocol.wire.WorkerRegistration;
import croft.server.Server;
import croft.server.config.ServerConfig;
import croft.server.config.Setting;
import croft.store.database.DatabaseSettings;
import croft.testing.database.TestDatabase;
import croft.testing.openapi.ContractChecker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A real server on a database of its own, spoken to over HTTP. */
final class ApiServer implements AutoCloseable {
  private final TestDatabase database = TestDatabase.migrated();
  private final Path folder;
  private final Server server;
  private final FarmClient client;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Assignment> claimed = new HashMap<>();
  private String session = "";

  ApiServer() {
    this(Map.of());
  }

  /** A server that is set in another way. */
  ApiServer(Map<Setting, String> settings) {
    try {
      folder = Files.createTempDirectory("croft-api-");
      server = Server.start(config(settings));
      client =
          FarmClient.at(server.url())
              .token(token())
              .retries(Retries.NONE)
              .listener(ContractChecker.published().failing())
              .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ServerConfig config(Map<Setting, String> others) {
    DatabaseSettings settings = database.settings();
    Map<Setting, String> all = new EnumMap<>(Setting.class);
    all.putAll(others);
    all.put(Setting.DATA, folder.toString());
    all.put(Setting.PORT, "0");
    all.put(Setting.DATABASE_URL, settings.url());
    all.put(Setting.DATABASE_USER, settings.user());
    all.put(Setting.DATABASE_PASSWORD, settings.password());
    all.put(Setting.DATABASE_CONNECTIONS, "10");
    return ServerConfig.load(null, Map.of(), all);
  }

  URI url() {
    return server.url();
  }

  int port() {
    return server.port();
  }

  String token() throws IOException {
    return Files.readString(server.tokenFile()).strip();
  }

  Path tokenFile() {
    return server.tokenFile();
  }

  TestDatabase database() {
    return database;
  }

  FarmClient client() {
    return client;
  }

  ProjectClient project() {
    return client.project("default");
  }

  GraphView submit(String yaml) throws IOException, InterruptedException {
    return project().submit(Submission.yaml(yaml)).graph();
  }

  /** A call as it is, with the token. */
  HttpRequest.Builder request(String path) throws IOException {
    return HttpRequest.newBuilder(url().resolve(path)).header("Authorization", "Bearer " + token());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Signs a worker on and claims so many attempts; returns them by their jobs' keys. */
  Map<String, Assignment> claim(int slots) throws IOException, InterruptedException {
    signOn();
    List<Assignment> attempts =
        client.claim(new ClaimRequest(session, UUID.randomUUID(), slots, 5_000)).attempts();
    attempts.forEach(attempt -> claimed.put(attempt.key(), attempt));
    return claimed;
  }

  private void signOn() throws IOException, InterruptedException {
    if (session.isEmpty()) {
      session =
          client
              .register(
                  new WorkerRegistration(
                      "w1",
                      "default",
                      List.of("os=linux"),
                      8,
                      new Resources(4, 1L << 33, 0),
                      Isolation.NONE,
                      1,
                      "test"))
              .session();
    }
  }

  /** Claims what is ready within a time, and nothing of what was claimed before. */
  List<Assignment> claimWithin(int slots, Duration wait) throws IOException, InterruptedException {
    signOn();
    return client
        .claim(new ClaimRequest(session, UUID.randomUUID(), slots, (int) wait.toMillis()))
        .attempts();
  }

  /** The number that a query of the database answers. */
  long number(String sql) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Claims, whatever other jobs are ready too, until this job's attempt is given. */
  Assignment claim(String key) throws IOException, InterruptedException {
    while (!claimed.containsKey(key)) {
      claim(8);
    }
    return attempt(key);
  }

  /** Has the next claim of this key give another attempt. */
  void forget(String key) {
    claimed.remove(key);
  }

  /** Has an earlier attempt reported again. */
  void remember(Assignment attempt) {
    claimed.put(attempt.key(), attempt);
  }

  String session() {
    return session;
  }

  Assignment attempt(String key) {
    Assignment attempt = claimed.get(key);
    if (attempt == null) {
      throw new AssertionError(key + " was not claimed; claimed are " + claimed.keySet());
    }
    return attempt;
  }

  CompletionVerdict ends(String key, Outcome outcome, int exitCode)
      throws IOException, InterruptedException {
    Assignment attempt = attempt(key);
    Completion completion =
        new Completion(
            attempt.graph(),
            attempt.job(),
            attempt.attempt(),
            attempt.nonce(),
            outcome,
            exitCode,
            null,
            null,
            null);
    return client
        .complete(new CompletionsRequest(session, List.of(completion), null))
        .results()
        .getFirst()
        .result();
  }

  @Override
  public void close() {
    client.close();
    http.close();
    server.close();
    database.close();
  }
}
