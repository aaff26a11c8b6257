package croft.server.edit;

import croft.core.graph.GraphEdit;
import croft.core.graph.GraphRun;
import croft.core.graph.JobGraph;
import croft.protocol.graphfile.Definition;
import croft.protocol.graphfile.Expand;
import croft.protocol.json.Digest;
import croft.protocol.json.Json;
import croft.protocol.wire.Edits;
import croft.server.blob.BlobId;
import croft.server.blob.Blobs;
import croft.server.decide.Approvals;
import croft.server.dispatch.Growth;
import croft.server.dispatch.Images;
import croft.store.database.Database;
import croft.store.graph.GraphImage;
import croft.store.graph.GraphTransaction;
import croft.store.graph.JobRows;
import croft.store.graph.RemoteNeed;
import croft.store.graph.Revision;
import croft.store.graph.Wish;
import croft.store.query.ArtifactQueries;
import croft.store.query.Queries;
import croft.store.query.RevisionQueries;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;

/**
 * Puts the jobs of the graph file that a job wrote into its graph, as an edit whose author is the
 * job. Safe for use by many threads.
 */
public final class FileGrowth implements Growth {
  private static final TypeReference<Map<String, String>> VALUES = new TypeReference<>() {};

  /** A file is held in memory while it is read, and the graph waits. */
  public static final int FILE_BYTES_MAX = 16 << 20;

  private final Database database;
  private final Images images;
  private final ArtifactQueries artifacts;
  private final Blobs blobs;

  public FileGrowth(Database database, Images images, Blobs blobs) {
    this.database = database;
    this.images = images;
    this.artifacts = Queries.over(database::connection).artifacts();
    this.blobs = blobs;
  }

  /** The file cannot be read, and no repetition would help. */
  private static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    Unreadable(String reason) {
      super(reason, null, false, false);
    }
  }

  @Override
  public Planned plan(
      Connection connection, GraphTransaction transaction, long graph, int job, int attempt)
      throws SQLException {
    GraphImage image = images.cached(graph);
    GraphRun run = transaction.run();
    JobGraph.Incoming incoming =
        image != null && image.edges() == run.graph() ? image.incoming() : run.graph().incoming();
    JobRows rows = JobRows.read(connection, graph);
    JobRows.Row row = rows.row(job);
    Bodies bodies = new Bodies(connection, graph);
    Definition definition = Definition.fromJson(bodies.body(row == null ? -1 : row.definition()));
    Expand expand = definition.expand();
    if (row == null || expand == null) {
      return new Planned.Refused("the job adds no jobs any more");
    }
    String text;
    try {
      text = read(graph, job, attempt, expand.file());
    } catch (Unreadable e) {
      return new Planned.Refused(String.valueOf(e.getMessage()));
    }
    GraphEdit edit = new GraphEdit(run, incoming);
    List<Wish> wishes = Wish.read(connection, graph);
    EditedJobs jobs =
        new EditedJobs(run, edit, rows, bodies::body, wishes, RemoteNeed.read(connection, graph));
    NewDefinitions definitions = new NewDefinitions(database, connection, graph);
    RevisionQueries.Head head = RevisionQueries.head(connection, graph);
    Expansion expansion =
        new Expansion(
            new Expansion.Maker(job, row.key(), definition, expand),
            transaction,
            edit,
            jobs,
            wishes,
            definitions);
    String fault = expansion.build(text, Json.readResponse(head.parameters(), VALUES));
    return fault != null
        ? new Planned.Refused(fault)
        : new Ready(connection, graph, transaction, expansion, definitions, row.key(), attempt);
  }

  private String read(long graph, int job, int attempt, String name) throws Unreadable {
    ArtifactQueries.ArtifactRow row = artifacts.find(graph, job, attempt, name);
    if (row == null) {
      throw new Unreadable("it has to write its jobs to the file '" + name + "', and did not");
    }
    if (row.size() > FILE_BYTES_MAX) {
      throw new Unreadable(
          "the file '%s' of its jobs has %,d bytes; the limit is %,d"
              .formatted(name, row.size(), FILE_BYTES_MAX));
    }
    try (Blobs.Content content =
        blobs.open(BlobId.artifact(Digest.ofHex(HexFormat.of().formatHex(row.sha256()))))) {
      if (content == null) {
        throw new Unreadable("the file '" + name + "' of its jobs was removed; run it again");
      }
      try (InputStream in = content.from(0)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      // The worker reports again, and the disk may be better then.
      throw new UncheckedIOException(e);
    }
  }

  private static final class Ready implements Planned.Good {
    private final Connection connection;
    private final long graph;
    private final GraphTransaction transaction;
    private final Expansion expansion;
    private final NewDefinitions definitions;
    private final String key;
    private final int attempt;
    private final int size;
    private int revision;

    Ready(
        Connection connection,
        long graph,
        GraphTransaction transaction,
        Expansion expansion,
        NewDefinitions definitions,
        String key,
        int attempt) {
      this.connection = connection;
      this.graph = graph;
      this.transaction = transaction;
      this.expansion = expansion;
      this.definitions = definitions;
      this.key = key;
      this.attempt = attempt;
      this.size = transaction.run().graph().size();
    }

    @Override
    public void edit() throws SQLException {
      revision =
          transaction.edit(
              expansion.edit(),
              expansion.graph(),
              expansion.revised().values(),
              definitions.first(),
              definitions.made(),
              definitions.classes(),
              expansion.touched());
      transaction.setMaker(expansion.made(), expansion.maker());
      transaction.setMaker(expansion.left(), -1);
      transaction.setWishes(expansion.rewritten(), expansion.wishes());
      int[] off = expansion.toDeactivate(transaction.run());
      if (off.length > 0) {
        transaction.run().deactivate(off);
      }
      Approvals.grown(connection, graph, transaction);
    }

    @Override
    public long save() throws SQLException {
      EditRecord record = expansion.record();
      Edits.Difference difference = record.difference(transaction.run(), size, false);
      String reason = "expanded by " + key;
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("author", "job " + key);
      data.put("revision", revision);
      data.put("operations", expansion.operations().size());
      data.put("reason", reason);
      data.put("job", key);
      data.put("attempt", attempt);
      long seq = transaction.save("edit", Json.text(data));
      transaction.record(
          revision,
          new Revision(
              "job " + key,
              reason,
              Json.text(expansion.operations()),
              null,
              "its jobs were added by '%s'; run that again with another file, or remove them"
                  .formatted(key),
              Json.text(difference),
              record.before()));
      return seq;
    }
  }
}
