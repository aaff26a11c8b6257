package croft.server.dispatch;

import croft.server.config.ServerConfig;
import croft.server.farm.Changes;
import croft.server.farm.Farm;
import croft.server.farm.FarmStarter;
import croft.server.loop.Loop;
import croft.server.observe.FarmMetrics;
import croft.server.observe.Metrics;
import croft.server.submit.FarmSubmissions;
import croft.store.database.Database;
import croft.store.schedule.Partitions;
import croft.store.submit.Idempotency;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;

/** The farm with its batcher and its loops running. */
public final class LiveFarm implements FarmStarter.Running {
  /** The poll that is the truth behind all hints. */
  private static final Duration POLL = Duration.ofSeconds(1);

  private static final Duration HOUSEKEEPING = Duration.ofHours(1);

  /** A third of the lease, so that two lost heartbeats in a row do no harm. */
  private static final int HEARTBEATS_PER_LEASE = 3;

  private final FarmDispatch dispatch;
  private final List<Loop> loops;
  private final Farm farm;

  private LiveFarm(FarmDispatch dispatch, List<Loop> loops, Farm farm) {
    this.dispatch = dispatch;
    this.loops = loops;
    this.farm = farm;
  }

  /** Starts it on a migrated database. */
  public static LiveFarm start(
      Database database, ServerConfig config, Changes changes, Metrics metrics) {
    Images images = new Images(database);
    FarmMetrics farmMetrics = new FarmMetrics(metrics);
    FarmDispatch.Timing timing =
        new FarmDispatch.Timing(config.lease(), config.lease().dividedBy(HEARTBEATS_PER_LEASE));
    FarmDispatch dispatch = new FarmDispatch(database, images, changes, farmMetrics, timing);
    FarmCommands commands = new FarmCommands(database, images, changes, dispatch);
    FarmSubmissions submissions = new FarmSubmissions(database, changes, dispatch, farmMetrics);
    DeadlineKeeper deadlines = new DeadlineKeeper(database, images, changes, dispatch);
    dispatch.start();
    List<Loop> loops =
        List.of(
            new Loop(
                "refill",
                POLL,
                () -> {
                  dispatch.refillOnce();
                  return false;
                }),
            new Loop("leases", POLL, dispatch::reapOnce),
            new Loop("deadlines", POLL, deadlines::runOnce),
            new Loop("partitions", HOUSEKEEPING, () -> housekeep(database)));
    return new LiveFarm(dispatch, loops, new Farm(submissions, commands, dispatch, changes));
  }

  private static boolean housekeep(Database database) throws Exception {
    try (Connection connection = database.connection()) {
      Partitions.ensure(connection);
      Idempotency.expire(connection);
    }
    return false;
  }

  @Override
  public Farm farm() {
    return farm;
  }

  @Override
  public void close() {
    loops.forEach(Loop::close);
    dispatch.close();
  }
}
