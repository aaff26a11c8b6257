package croft.server;

import croft.protocol.json.Digest;
import croft.server.blob.BlobId;
import croft.server.blob.Contents;
import croft.server.config.ServerConfig;
import croft.server.decide.ChildGraphs;
import croft.server.decide.DecisionKeeper;
import croft.server.decide.FarmDecisions;
import croft.server.decide.FarmSettings;
import croft.server.dispatch.DeadlineKeeper;
import croft.server.dispatch.Failures;
import croft.server.dispatch.FarmCommands;
import croft.server.dispatch.FarmDispatch;
import croft.server.dispatch.GoneOutputs;
import croft.server.dispatch.Images;
import croft.server.edit.FarmEdits;
import croft.server.edit.FileGrowth;
import croft.server.farm.Changes;
import croft.server.farm.Farm;
import croft.server.farm.FarmStarter;
import croft.server.follow.RemoteNeeds;
import croft.server.observe.FarmMetrics;
import croft.server.observe.Metrics;
import croft.server.reuse.ReuseKeeper;
import croft.server.submit.FarmSamples;
import croft.server.submit.FarmSubmissions;
import croft.server.submit.FarmTemplates;
import croft.store.database.Database;
import croft.store.schedule.Partitions;
import croft.store.statistic.StatisticCounter;
import croft.store.submit.Idempotency;
import java.time.Duration;
import java.util.List;

/** The farm on its database, with the loops that keep it going. */
final class LiveFarm implements FarmStarter.Running {
  private static final Duration REST = Duration.ofSeconds(1);

  /** Nobody waits for statistics. */
  private static final Duration STATISTICS_REST = Duration.ofSeconds(3);

  private static final Duration HOUSEKEEPING_REST = Duration.ofMinutes(10);

  private final Farm farm;
  private final FarmDispatch dispatch;
  private final Changes.Listening hints;
  private final List<Loop> loops;

  private LiveFarm(
      Database database, ServerConfig config, Contents contents, Changes changes, Metrics metrics) {
    FarmMetrics numbers = new FarmMetrics(metrics);
    Images images = new Images(database);
    // Three heartbeats fit into a lease: two may be lost.
    FarmDispatch.Timing timing =
        new FarmDispatch.Timing(config.lease(), config.lease().dividedBy(3));
    this.dispatch =
        new FarmDispatch(
            database,
            images,
            changes,
            numbers,
            timing,
            new FileGrowth(database, images, contents.blobs()));
    FarmSubmissions submissions = new FarmSubmissions(database, changes, dispatch, numbers);
    GoneOutputs goneOutputs =
        new GoneOutputs(sha256 -> contents.blobs().has(BlobId.artifact(Digest.ofHex(sha256))));
    FarmCommands commands = new FarmCommands(database, images, changes, dispatch, goneOutputs);
    FarmTemplates templates = new FarmTemplates(database, submissions);
    this.farm =
        new Farm(
            submissions,
            templates,
            commands,
            new FarmEdits(database, images, changes, dispatch, goneOutputs),
            new FarmSamples(database, dispatch, submissions),
            new FarmDecisions(database, images, changes, dispatch),
            new FarmSettings(database),
            dispatch,
            changes);
    dispatch.start();
    DeadlineKeeper deadlines = new DeadlineKeeper(database, images, changes, dispatch);
    ChildGraphs children =
        new ChildGraphs(database, images, changes, dispatch, submissions, templates, commands);
    DecisionKeeper decisions = new DecisionKeeper(database, images, changes, dispatch, children);
    Loop decisionLoop = new Loop("decisions", REST, decisions::runOnce);
    RemoteNeeds remoteNeeds = new RemoteNeeds(database, images, changes, dispatch);
    Loop remoteLoop = new Loop("remote-needs", REST, remoteNeeds::runOnce);
    ReuseKeeper reuse = new ReuseKeeper(database, images, changes, dispatch, contents.blobs());
    Loop reuseLoop = new Loop("reuse", REST, reuse::runOnce);
    this.hints =
        changes.listen(
            (graph, _, plain) -> {
              // Most commits concern none of them, and each pass costs the database as much as a
              // job.
              if (!plain) {
                decisionLoop.hint();
                reuseLoop.hint();
              }
              if (!plain || remoteNeeds.concerns(graph)) {
                remoteLoop.hint();
              }
            });
    this.loops =
        List.of(
            decisionLoop,
            remoteLoop,
            reuseLoop,
            new Loop(
                "ready",
                REST,
                () -> {
                  dispatch.refillOnce();
                  return false;
                }),
            new Loop("leases", REST, dispatch::reapOnce),
            new Loop("deadlines", REST, deadlines::runOnce),
            new Loop(
                "statistics",
                STATISTICS_REST,
                () -> database.transaction(StatisticCounter::advance)),
            new Loop(
                "housekeeping",
                HOUSEKEEPING_REST,
                () -> {
                  try (var connection = database.connection()) {
                    Partitions.ensure(connection);
                    Idempotency.expire(connection);
                    StatisticCounter.expire(connection);
                  }
                  return false;
                }));
  }

  static LiveFarm start(
      Database database, ServerConfig config, Contents contents, Changes changes, Metrics metrics) {
    // Before anything reads the tables: a new partition locks its table against everybody.
    Failures.unchecked(
        () -> {
          try (var connection = database.connection()) {
            Partitions.ensure(connection);
          }
          return true;
        });
    return new LiveFarm(database, config, contents, changes, metrics);
  }

  @Override
  public Farm farm() {
    return farm;
  }

  @Override
  public void close() {
    hints.close();
    loops.forEach(Loop::close);
    dispatch.close();
  }
}
