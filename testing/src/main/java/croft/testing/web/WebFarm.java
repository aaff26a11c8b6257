package croft.testing.web;

import croft.protocol.client.FarmClient;
import croft.protocol.client.ProjectClient;
import croft.protocol.client.Submission;
import croft.protocol.wire.GraphView;
import croft.server.Server;
import croft.server.config.ServerConfig;
import croft.server.config.Setting;
import croft.store.database.DatabaseSettings;
import croft.testing.database.TestDatabase;
import croft.worker.Worker;
import croft.worker.WorkerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A server on a database of its own, with a worker that runs real scripts, all in this process. The
 * web app is served at its address. Jobs of the pool {@code nobody} wait for ever.
 */
public final class WebFarm implements AutoCloseable {
  private final TestDatabase database = TestDatabase.migrated();
  private final Path folder;
  private final Server server;
  private final String token;
  private final FarmClient client;
  private final List<Worker> workers = new ArrayList<>();

  /** Starts one whose worker {@code one} has so many slots; none if there are 0. */
  public WebFarm(int slots) {
    try {
      folder = Files.createTempDirectory("croft-web-");
      // Jobs look for files in it, and may run as another user.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      server = Server.start(config());
      token = Files.readString(server.tokenFile()).strip();
      client = FarmClient.at(server.url()).token(token).build();
      if (slots > 0) {
        worker("one", slots);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ServerConfig config() {
    DatabaseSettings settings = database.settings();
    return ServerConfig.load(
        null,
        Map.of(),
        Map.of(
            Setting.DATA, folder.resolve("server").toString(),
            Setting.PORT, "0",
            Setting.DATABASE_URL, settings.url(),
            Setting.DATABASE_USER, settings.user(),
            Setting.DATABASE_PASSWORD, settings.password(),
            Setting.DATABASE_CONNECTIONS, "10"));
  }

  /** Signs one more worker on, and waits for that; it runs scripts without isolation. */
  public void worker(String name, int slots) throws IOException {
    worker(name, slots, "default");
  }

  /** Signs one more worker on, in a pool. */
  public void worker(String name, int slots, String pool) throws IOException {
    workers.add(
        Worker.start(
            WorkerConfig.of(url(), token, folder.resolve("worker-" + workers.size()), slots)
                .withName(name)
                .withPool(pool)
                .withDrain(Duration.ZERO)
                .withDiskFloor(0)
                .withJobs(
                    WorkerConfig.Jobs.DEFAULT
                        .withIsolation(WorkerConfig.IsolationChoice.NONE)
                        .withGrace(Duration.ofMillis(200)))));
    try {
      while (client.workers().items().stream().noneMatch(each -> each.name().equals(name))) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public URI url() {
    return server.url();
  }

  public String token() {
    return token;
  }

  public FarmClient client() {
    return client;
  }

  public ProjectClient project() {
    return client.project("default");
  }

  /** Submits a graph file, as YAML; answers the graph's number. */
  public long submit(String yaml) throws IOException, InterruptedException {
    GraphView graph = project().submit(Submission.yaml(yaml)).graph();
    return graph.graph();
  }

  /** Waits until a graph is over. */
  public void awaitEnd(long graph) {
    try {
      while (!project().graph(graph).state().isOver()) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A gate that a script waits at, so that a test sees what is there before it goes on. */
  public Gate gate(String name) {
    return new Gate(folder.resolve("gate-" + name));
  }

  /** Shut until it is opened. */
  public record Gate(Path file) {
    /** A line of shell that waits until the gate is open. */
    public String script() {
      return "while [ ! -e %s ]; do sleep 0.05; done".formatted(file);
    }

    public void open() {
      try {
        Files.createFile(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    client.close();
    workers.forEach(Worker::close);
    server.close();
    database.close();
  }
}
