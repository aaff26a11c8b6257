package croft.protocol.graphfile;

/**
 * A dependency on a job of another graph, as the file has it.
 *
 * @param draft number of the job draft that it belongs to
 * @param code kind and condition, as in {@link Edges}
 */
record RemoteDraft(int draft, long graph, String key, byte code) {}
