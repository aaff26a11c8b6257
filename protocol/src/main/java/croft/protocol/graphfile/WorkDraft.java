package croft.protocol.graphfile;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job does, as far as its own lines say; null where they say nothing. Jobs whose lines are
 * equal share one, which is what makes a graph of a million jobs small.
 *
 * @param pool may have {@code {axis}} in it, like labels and the inputs' from
 */
record WorkDraft(
    @Nullable String script,
    @Nullable Map<String, String> env,
    @Nullable List<Input> inputs,
    @Nullable List<String> outputs,
    @Nullable List<String> artifacts,
    @Nullable List<String> junitReports,
    @Nullable Duration timeout,
    @Nullable Retry retry,
    @Nullable String pool,
    @Nullable List<String> labels,
    @Nullable Resources resources) {}
