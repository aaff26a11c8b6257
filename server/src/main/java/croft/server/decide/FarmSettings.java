package croft.server.decide;

import croft.protocol.Limits;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemType;
import croft.server.dispatch.Failures;
import croft.server.farm.Caller;
import croft.server.farm.Settings;
import croft.store.database.Database;
import croft.store.decide.Groups;
import croft.store.decide.Latches;
import croft.store.query.Project;
import org.jspecify.annotations.Nullable;

/** Latches and groups. Safe for use by many threads. */
public final class FarmSettings implements Settings {
  private final Database database;

  public FarmSettings(Database database) {
    this.database = database;
  }

  @Override
  public Latched latch(
      Project project, Caller caller, String name, boolean open, @Nullable String reason) {
    return Failures.unchecked(
        () ->
            database.transaction(
                connection -> {
                  if (Latches.read(connection, project.id(), name) == null
                      && Latches.count(connection, project.id()) >= Limits.LATCHES_MAX) {
                    return new Latched.Refused(
                        tooMany(Limits.LATCHES_MAX + 1, "latches", Limits.LATCHES_MAX));
                  }
                  return new Latched.Set(
                      Latches.set(connection, project.id(), name, open, reason, caller.name()));
                }));
  }

  @Override
  public @Nullable Problem addMember(Project project, Caller caller, String group, String member) {
    boolean added =
        Failures.unchecked(
            () ->
                database.transaction(
                    connection -> {
                      if (Groups.count(connection, project.id()) >= Limits.GROUP_MEMBERS_MAX) {
                        return false;
                      }
                      Groups.add(connection, project.id(), group, member, caller.name());
                      return true;
                    }));
    return added
        ? null
        : tooMany(Limits.GROUP_MEMBERS_MAX + 1, "members", Limits.GROUP_MEMBERS_MAX);
  }

  @Override
  public void removeMember(Project project, String group, String member) {
    Failures.unchecked(
        () ->
            database.transaction(
                connection -> {
                  Groups.remove(connection, project.id(), group, member);
                  return true;
                }));
  }

  private static Problem tooMany(long number, String unit, int max) {
    return ProblemType.OVER_LIMIT.problem(
        Limits.exceeded("the project would have", number, unit, max));
  }
}
