package croft.bench.load;

import croft.protocol.client.ProjectClient;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import java.io.IOException;

/** Graphs at a farm that are begun and waited for. */
public final class GraphRun {
  private static final int LOOK_MS = 50;

  private GraphRun() {}

  /**
   * Lets a paused graph go and waits until it has succeeded.
   *
   * @throws IOException if it ends otherwise
   */
  public static GraphView toEnd(ProjectClient project, long graph)
      throws IOException, InterruptedException {
    project.resume(graph);
    return awaitEnd(project, graph);
  }

  /**
   * Waits until a graph has succeeded: the answers to its last ends come with claims that wait, so
   * only the graph tells.
   *
   * @throws IOException if it ends otherwise
   */
  public static GraphView awaitEnd(ProjectClient project, long graph)
      throws IOException, InterruptedException {
    GraphView view = project.graph(graph);
    while (!isOver(view.state())) {
      Thread.sleep(LOOK_MS);
      view = project.graph(graph);
    }
    if (view.state() != GraphState.SUCCEEDED) {
      throw new IOException("the graph is " + view.state().text() + ": " + view.counts());
    }
    return view;
  }

  private static boolean isOver(GraphState state) {
    return switch (state) {
      case SUCCEEDED, FAILED, CANCELLED -> true;
      case DRAFT, RUNNING -> false;
    };
  }
}
