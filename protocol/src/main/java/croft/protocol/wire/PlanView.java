package croft.protocol.wire;

import croft.protocol.plan.Plan;
import java.util.List;

/**
 * What a graph file would do.
 *
 * @param plan as {@code croft plan --format json} prints it
 * @param parameters what a submission can give it, in the order of the file; those that must be
 *     given and were not have a value of the right type in the plan
 */
public record PlanView(Plan plan, List<ParameterView> parameters) {
  public PlanView {
    parameters = List.copyOf(parameters);
  }
}
