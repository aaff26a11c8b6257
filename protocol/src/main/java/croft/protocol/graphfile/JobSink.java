package croft.protocol.graphfile;

import croft.protocol.graphfile.Node.Entry;

/** Takes a file in pieces, in its order, so that no tree of the whole is ever made. */
interface JobSink {
  /** One key of the top level, other than {@code jobs} with a map. */
  void header(Entry entry);

  /** The key {@code jobs} was read, its map follows. */
  void jobs(long at);

  /** One job. */
  void job(Entry entry);

  /** Whether more would be of no use. */
  boolean full();
}
