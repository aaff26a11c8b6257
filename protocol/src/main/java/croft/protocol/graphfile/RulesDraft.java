package croft.protocol.graphfile;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the farm treats a job, as far as its own lines say; null where they say nothing. */
record RulesDraft(
    @Nullable List<String> tags,
    @Nullable Integer priority,
    @Nullable Boolean active,
    @Nullable Boolean allowFailure,
    @Nullable Finalizer finalizer,
    @Nullable Duration deadline,
    @Nullable Duration estimate,
    @Nullable Boolean reuse) {

  /** About how many bytes it keeps. */
  long weight() {
    return Budget.DRAFT + WorkDraft.weight(tags);
  }
}
