package croft.protocol.wire;

import croft.protocol.plan.Plan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a graph file would do.
 *
 * @param plan as {@code croft plan --format json} prints it
 * @param parameters what a submission can give it, in the order of the file; those that must be
 *     given and were not have a value of the right type in the plan
 * @param token of what was planned: a submission with it as If-Match is refused if it is anything
 *     else; null if a parameter has no value yet
 * @param forecast when its jobs would run; null if that was not asked for
 */
public record PlanView(
    Plan plan,
    List<ParameterView> parameters,
    @Nullable String token,
    @Nullable PlanForecast forecast) {
  public PlanView {
    parameters = List.copyOf(parameters);
  }
}
