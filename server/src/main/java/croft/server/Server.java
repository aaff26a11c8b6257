package croft.server;

import croft.server.api.HttpApi;
import croft.server.auth.AdminToken;
import croft.server.auth.Tokens;
import croft.server.blob.Contents;
import croft.server.blob.DirectoryBlobs;
import croft.server.blob.DirectoryLogs;
import croft.server.blob.DiskSpace;
import croft.server.blob.Housekeeping;
import croft.server.config.ServerConfig;
import croft.server.farm.Changes;
import croft.server.farm.FarmStarter;
import croft.server.observe.FarmGauges;
import croft.server.observe.Metrics;
import croft.server.observe.Readiness;
import croft.server.stream.StreamHub;
import croft.server.view.GraphViews;
import croft.server.view.LearnedForecast;
import croft.store.database.Database;
import croft.store.database.DatabaseSettings;
import croft.store.embedded.EmbeddedPostgres;
import croft.store.embedded.Options;
import croft.store.query.Queries;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server of the farm: the database (its own, or the user's), the farm, contents, and HTTP in
 * front of them.
 */
public final class Server implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Server.class);

  private static final Duration DATABASE_WITHIN = Duration.ofSeconds(60);
  private static final Duration LOGS_REST = Duration.ofSeconds(5);
  private static final Duration ORPHANS_REST = Duration.ofHours(1);

  private final Deque<AutoCloseable> parts;
  private final ServerConfig config;
  private final HttpApi http;
  private final Path tokenFile;
  private final Readiness readiness;
  private final StreamHub streams;

  private Server(ServerConfig config, FarmStarter starter, Deque<AutoCloseable> parts)
      throws IOException {
    this.config = config;
    this.parts = parts;
    makeFolder(config.data());
    makeFolder(config.contents());
    DatabaseSettings settings = config.database() == null ? embedded() : config.database();
    Database database = opened(new Database(settings));
    // While the schema is looked at, the classes of the HTTP side can be loaded.
    Thread warm = Thread.ofVirtual().start(Server::loadClasses);
    database.waitUntilReachable(DATABASE_WITHIN);
    database.migrate();
    join(warm);

    Queries queries = Queries.over(database::connection);
    tokenFile = AdminToken.ensure(config.data(), queries.tokens());
    Metrics metrics = new Metrics();
    DiskSpace space = new DiskSpace(config.contents());
    readiness = new Readiness(database, space);
    new FarmGauges(queries.graphs(), metrics);
    Contents contents =
        new Contents(
            new DirectoryBlobs(config.contents(), space, InstantSource.system()),
            new DirectoryLogs(config.contents().resolve("logs"), space));
    Changes changes = new Changes();
    FarmStarter.Running farm = opened(starter.start(database, config, contents, changes, metrics));
    LearnedForecast forecast = new LearnedForecast(database, config.prices());
    GraphViews views = new GraphViews(forecast);
    streams = opened(new StreamHub(queries, contents.logs(), views, changes));
    metrics.gauge("croft_streams", "Open event streams", streams::streams);
    metrics.gauge("croft_contents_free_bytes", "Space left for contents", () -> free(space));
    Housekeeping housekeeping = new Housekeeping(contents, queries);
    opened(new Loop("logs", LOGS_REST, housekeeping::compressLogs));
    opened(
        new Loop(
            "orphans",
            ORPHANS_REST,
            () -> {
              housekeeping.collectOrphans();
              return false;
            }));
    http =
        opened(
            new HttpApi(
                config.http().address(),
                config.http().port(),
                new HttpApi.Parts(
                    new Tokens(queries.tokens()::valid),
                    queries,
                    views,
                    forecast,
                    farm.farm(),
                    contents,
                    streams,
                    readiness,
                    metrics)));
    http.start();
    readiness.started();
  }

  /**
   * Starts a server; returns when it is ready for calls.
   *
   * @throws IOException if its folders cannot be used
   */
  public static Server start(ServerConfig config) throws IOException {
    return start(config, LiveFarm::start);
  }

  /** Starts a server with another farm behind it: for tests of the HTTP side alone. */
  public static Server start(ServerConfig config, FarmStarter starter) throws IOException {
    if (config.http().isOpen()) {
      log.warn(
          "listening on {}: other machines can reach the farm, unencrypted; put a proxy with TLS"
              + " before it, or bind 127.0.0.1",
          config.http().address().getHostAddress());
    }
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    Server server;
    try {
      server = new Server(config, starter, parts);
    } catch (IOException | RuntimeException | Error e) {
      // What did start must not stay behind: the database above all.
      closeAll(parts);
      throw e;
    }
    log.info("ready on {}; its token is in {}", server.url(), server.tokenFile());
    return server;
  }

  private DatabaseSettings embedded() {
    EmbeddedPostgres postgres =
        opened(EmbeddedPostgres.start(config.data().resolve("postgres"), Options.defaults()));
    return DatabaseSettings.of(postgres.jdbcUrl(), postgres.user(), postgres.password())
        .withPoolMax(config.connections());
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  private static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private static double free(DiskSpace space) {
    try {
      return space.free();
    } catch (IOException _) {
      return Double.NaN;
    }
  }

  private static void loadClasses() {
    croft.protocol.json.Json.bytes(new croft.protocol.wire.Health("up", null));
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** The port that it listens on. */
  public int port() {
    return http.port();
  }

  /** Where clients on this machine find it. */
  public URI url() {
    String host =
        config.http().address().isAnyLocalAddress()
            ? "127.0.0.1"
            : config.http().address().getHostAddress();
    return URI.create(
        "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, port()));
  }

  /** The file with the admin's token. */
  public Path tokenFile() {
    return tokenFile;
  }

  /**
   * Stops it: no new calls, streams end, batches are finished, then the database stops if it is the
   * farm's own. Jobs go on running on their workers.
   */
  @Override
  public void close() {
    readiness.stopping();
    // They would hold up the end of HTTP, which waits for calls that run.
    streams.close();
    closeAll(parts);
  }

  private static void closeAll(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.warn("{} did not stop well: {}", part.getClass().getSimpleName(), e.toString());
      }
    }
  }

  /** As {@link #close}. */
  public void stop() {
    close();
  }
}
