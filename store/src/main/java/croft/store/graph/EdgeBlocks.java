package croft.store.graph;

import croft.core.graph.EdgeRule;
import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The edges of a graph as they are stored: rows of up to {@link #JOBS} jobs each, so that a hundred
 * thousand jobs are a hundred rows, read in milliseconds, and an edit rewrites only the blocks of
 * the jobs that it touches.
 */
public final class EdgeBlocks {
  /** Jobs per block: a block of three edges a job is about 20 kB, compressed by the server. */
  public static final int JOBS = 1_000;

  private EdgeBlocks() {}

  /** How many blocks a graph of this size has. */
  public static int count(int jobs) {
    return (jobs + JOBS - 1) / JOBS;
  }

  /** One block's columns. */
  public record Block(int block, int[] required, int[] degrees, int[] targets, byte[] rules) {}

  /**
   * The block with this number.
   *
   * @param flags the {@link JobFlags} of each job
   */
  public static Block of(JobGraph graph, int[] flags, int block) {
    int first = block * JOBS;
    int behind = Math.min(graph.size(), first + JOBS);
    int[] required = new int[behind - first];
    int[] degrees = new int[behind - first];
    int firstEdge = graph.firstEdge(first);
    int edges = graph.lastEdge(behind - 1) - firstEdge;
    int[] targets = new int[edges];
    byte[] rules = new byte[edges];
    for (int job = first; job < behind; job++) {
      required[job - first] = JobFlags.has(flags[job], JobFlags.JOIN) ? graph.required(job) : -1;
      degrees[job - first] = graph.dependents(job);
    }
    for (int edge = 0; edge < edges; edge++) {
      targets[edge] = graph.target(firstEdge + edge);
      rules[edge] = graph.rule(firstEdge + edge).code();
    }
    return new Block(block, required, degrees, targets, rules);
  }

  private static final String READ =
      """
      select block, required, degrees, targets, rules from edge_block
      where graph = ? order by block
      """;

  /** Reads a graph's edges. */
  public static JobGraph read(Connection connection, long graph) throws SQLException {
    List<Block> blocks = new ArrayList<>();
    try (PreparedStatement read = connection.prepareStatement(READ)) {
      read.setLong(1, graph);
      try (ResultSet row = read.executeQuery()) {
        while (row.next()) {
          blocks.add(
              new Block(
                  row.getInt(1),
                  integers(row.getArray(2)),
                  integers(row.getArray(3)),
                  integers(row.getArray(4)),
                  row.getBytes(5)));
        }
      }
    }
    JobGraph.Builder builder = new JobGraph.Builder();
    for (Block block : blocks) {
      for (int k : block.required) {
        builder.join(k);
      }
    }
    int job = 0;
    for (Block block : blocks) {
      int edge = 0;
      for (int degree : block.degrees) {
        for (int behind = edge + degree; edge < behind; edge++) {
          builder.edge(job, block.targets[edge], EdgeRule.ofCode(block.rules[edge]));
        }
        job++;
      }
    }
    return builder.build();
  }

  private static int[] integers(Array array) throws SQLException {
    Integer[] boxed = (Integer[]) array.getArray();
    int[] values = new int[boxed.length];
    for (int at = 0; at < values.length; at++) {
      values[at] = boxed[at];
    }
    return values;
  }
}
