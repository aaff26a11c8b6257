package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.protocol.wire.Edits;
import croft.protocol.wire.GraphView;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A verb that edits a graph, and says what that changes. */
public abstract class EditingVerb extends Verb {
  @Parameters(
      index = "0",
      arity = "1",
      paramLabel = "GRAPH",
      description = "Which graph, such as last.")
  String graph = "last";

  @Option(
      names = {"-m", "--reason"},
      paramLabel = "TEXT",
      description = "Why; kept with the revision.")
  @Nullable String reason;

  @Option(names = "--dry-run", description = "Only says what would change.")
  boolean dryRun;

  @Option(
      names = "--if-match",
      paramLabel = "REVISION",
      description = "Nothing is done unless the graph is at this revision.")
  @Nullable Integer ifMatch;

  @Mixin JsonOption json = new JsonOption();

  protected EditingVerb(Shell shell) {
    super(shell);
  }

  /** Does the operations, or says what they would do. */
  int edit(@Nullable Integer revision, List<Edits.Operation> operations)
      throws IOException, InterruptedException {
    GraphView view = shell.farm().graph(graph);
    return show(
        shell
            .farm()
            .project()
            .edit(
                view.graph(),
                new Edits.EditRequest(reason, revision, operations),
                dryRun,
                ifMatch));
  }

  int show(Edits.EditView edited) {
    EditedText.show(edited, json, shell.terminal());
    return ExitCode.OK.number();
  }
}
