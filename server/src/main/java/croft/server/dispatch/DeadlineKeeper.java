package croft.server.dispatch;

import croft.core.graph.GraphRun;
import croft.core.job.JobFlags;
import croft.server.farm.Changes;
import croft.store.database.Database;
import croft.store.graph.GraphTransaction;
import croft.store.schedule.Deadlines;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Fails jobs that waited longer than their deadline, or their graph's. Finalizers are spared by the
 * graph's. Safe to run on every server at once.
 */
public final class DeadlineKeeper {
  /** Deadlines in one pass. */
  private static final int BATCH_MAX = 100;

  private final Database database;
  private final Images images;
  private final Changes changes;
  private final FarmDispatch dispatch;

  public DeadlineKeeper(Database database, Images images, Changes changes, FarmDispatch dispatch) {
    this.database = database;
    this.images = images;
    this.changes = changes;
    this.dispatch = dispatch;
  }

  /** One pass. Returns whether there may be more at once. */
  public boolean runOnce() throws SQLException {
    List<Deadlines.Due> due;
    try (Connection connection = database.connection()) {
      due = Deadlines.due(connection, BATCH_MAX);
    }
    for (Deadlines.Due deadline : due) {
      long seq = expire(deadline);
      if (seq > 0) {
        changes.committed(deadline.graph(), seq);
        dispatch.graphChanged(deadline.graph());
      }
    }
    return due.size() == BATCH_MAX;
  }

  private long expire(Deadlines.Due deadline) throws SQLException {
    return database.transaction(
        connection -> {
          GraphTransaction graph =
              GraphTransaction.begin(connection, deadline.graph(), images.cached(deadline.graph()));
          // Another server may have been quicker: whoever has the lock looks again.
          if (graph == null || !Deadlines.remove(connection, deadline)) {
            return 0L;
          }
          GraphRun run = graph.run();
          if (deadline.job() >= 0) {
            run.expire(deadline.job());
          } else {
            run.expireAll(job -> !JobFlags.has(run.flags(job), JobFlags.FINALIZER));
          }
          if (run.changes().size() == 0) {
            return 0L;
          }
          String what = deadline.job() >= 0 ? ",\"job\":" + deadline.job() : "";
          return graph.save("deadline", "{\"author\":\"farm\"" + what + "}");
        });
  }
}
