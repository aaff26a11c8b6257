package croft.protocol.wire;

import croft.protocol.Limits;
import java.util.List;

/**
 * What the farm made of completions, and what it gave next.
 *
 * @param results one for each completion, in the same order
 * @param attempts claimed in the same call; empty if none was asked for or came up in time
 */
public record CompletionsResponse(List<CompletionResult> results, List<Assignment> attempts) {
  public CompletionsResponse {
    results = Check.list("results", results, Limits.COMPLETIONS_MAX);
    attempts = Check.list("attempts", attempts, Limits.CLAIM_SLOTS_MAX);
  }
}
