package croft.store.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of a template, without its text.
 *
 * @param files digest of the bundle that goes with it; null for none
 * @param jobs how many it has
 * @param parametersJson its parameters, as the API shows them
 */
public record TemplateRow(
    int project,
    String name,
    int version,
    String media,
    @Nullable String files,
    String description,
    int jobs,
    String parametersJson,
    String author,
    Instant createdAt) {}
