package croft.cli.command;

import croft.cli.settings.Fault;
import croft.protocol.wire.Edits.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Jobs chosen by an expression. */
public final class WhereOption {
  @Option(
      names = "--where",
      paramLabel = "CEL",
      description = {
        "Also all jobs of which this expression is true and to which it can be done, such as",
        "\"job.pool == 'gpu' && job.key.like('test/**')\"; see the user guide, page plan."
      })
  private @Nullable String expression;

  boolean isGiven() {
    return expression != null;
  }

  /** An operation on the jobs that are named, and on those of which the expression is true. */
  Operation of(Operation operation) {
    List<String> jobs = operation.jobs();
    if (expression == null && (jobs == null || jobs.isEmpty())) {
      throw Fault.usage("which jobs?", "Name keys or globs, or give --where.");
    }
    return operation.where(expression);
  }
}
