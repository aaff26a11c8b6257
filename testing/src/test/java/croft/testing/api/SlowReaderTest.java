package croft.testing.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.wire.Outcome;
import croft.server.blob.DirectoryLogs;
import croft.server.blob.DiskSpace;
import croft.server.farm.Changes;
import croft.server.stream.StreamHub;
import croft.server.view.GraphViews;
import croft.store.database.Database;
import croft.store.query.GraphRow;
import croft.store.query.Queries;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader whose connection is full keeps nobody waiting, and nothing is kept for it. */
class SlowReaderTest {
  private static final int JOBS = 40;

  @AutoClose private final ApiServer farm = new ApiServer();
  @TempDir Path folder;

  /** A connection that is full until it is given room for so many writes. */
  private static final class Connection implements StreamHub.Output {
    final Semaphore room = new Semaphore(0);
    final LinkedBlockingQueue<String> written = new LinkedBlockingQueue<>();

    @Override
    public void write(byte[] bytes) throws IOException {
      try {
        room.acquire();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
      written.add(new String(bytes, UTF_8));
    }

    String next() throws InterruptedException {
      room.release();
      String piece = written.poll(20, TimeUnit.SECONDS);
      assertThat(piece).as("something comes").isNotNull();
      return piece == null ? "" : piece;
    }
  }

  @Test
  void whoTakesNothingForLongIsToldOfEachJobOnceHoweverMuchHappened() throws Exception {
    StringBuilder file = new StringBuilder("croft: 1\nname: slow\njobs:\n");
    for (int i = 0; i < JOBS; i++) {
      file.append("  j%d: {script: x}\n".formatted(i));
    }
    long graph = farm.submit(file.toString()).graph();
    Database database = farm.database().database();
    Queries queries = Queries.over(database::connection);
    GraphRow row = queries.graphs().findAll(List.of(graph)).getFirst();
    Connection connection = new Connection();
    try (StreamHub hub =
        new StreamHub(
            queries,
            new DirectoryLogs(folder, new DiskSpace(folder)),
            new GraphViews(GraphViews.Forecast.NONE),
            new Changes())) {
      var topics = new StreamHub.Topics(List.of(row), null, List.of(), Duration.ofMillis(50));
      Thread reader =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      hub.serve(topics, null, connection);
                    } catch (IOException gone) {
                      connection.written.add("gone: " + gone);
                    }
                  });
      assertThat(connection.next()).startsWith("retry:");
      assertThat(connection.next()).contains("event: graph");

      for (int i = 0; i < JOBS; i++) {
        farm.claim("j" + i);
        farm.ends("j" + i, Outcome.SUCCEEDED, 0);
      }
      long events = farm.project().graph(graph).seq();
      assertThat(events).isGreaterThan(JOBS);
      List<String> pieces = new ArrayList<>();
      while (pieces.isEmpty() || !pieces.getLast().contains("\"state\":\"succeeded\"")) {
        pieces.add(connection.next());
      }
      // The one that was being written when it was full, and then those of a few looks.
      assertThat(pieces).hasSizeLessThan(10);
      // Each piece has a job at most once: 40 numbers, states and attempts, and the graph's head.
      assertThat(pieces).allSatisfy(piece -> assertThat(piece.length()).isLessThan(4_000));
      assertThat(pieces)
          .allSatisfy(piece -> assertThat(piece.split("event: jobs", -1)).hasSizeLessThan(3));
      assertThat(String.join("", pieces)).contains("\"seq\":" + events);
      reader.interrupt();
      reader.join();
    }
  }
}
