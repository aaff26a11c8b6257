package croft.protocol.graphfile;

import croft.protocol.graphfile.Node.Mapping;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A graph as a job, as the file has it: a template or a file.
 *
 * @param file null for a template
 * @param path of the file, for faults
 */
record ChildDraft(
    @Nullable String template,
    @Nullable Integer version,
    @Nullable Mapping file,
    String path,
    Map<String, ValueDraft> parameters) {}
