package croft.store.graph;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an edit.
 *
 * @param reason null when none was given
 * @param operations what was asked for, as a JSON list
 * @param inverse the operations that undo it, as a JSON list; null where there is no way back
 * @param irreversible why there is none; null if there is one
 * @param difference what it changed, as JSON
 * @param before the jobs that it changed, by key, as a graph file said them before; null for one
 *     that was not there
 */
public record Revision(
    String author,
    @Nullable String reason,
    String operations,
    @Nullable String inverse,
    @Nullable String irreversible,
    String difference,
    Map<String, @Nullable String> before) {}
