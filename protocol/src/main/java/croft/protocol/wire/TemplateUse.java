package croft.protocol.wire;

import croft.protocol.Limits;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A graph to be made from a template. All jobs of the template are in it; those that are not chosen
 * are inactive. Without any choice, they are as the file says. What a chosen job needs is active,
 * too, unless it is among {@code except}; then the job itself is inactive.
 *
 * @param set values of parameters, by name
 * @param version of the template; null for the newest
 * @param only globs over keys of the jobs to be active; empty for no such choice
 * @param except globs over keys of jobs to be inactive, whatever else is said
 * @param onlyWhere an expression in CEL that is true of the jobs to be active; null for no such
 *     choice
 * @param exceptWhere an expression in CEL that is true of jobs to be inactive, whatever else is
 *     said; null for none
 * @param again only jobs that were active in this graph; null for no such choice
 * @param failedOf only jobs that failed in this graph; null for no such choice
 * @param paused whether nothing may be claimed until someone resumes it; absent is false
 * @param draft whether it is only stored, to be edited, until someone starts it; absent is false
 * @param noReuse whether its jobs take no results of equal ones; absent is false
 * @param subject what the graph is about, instead of what the file says
 */
public record TemplateUse(
    Map<String, String> set,
    @Nullable Integer version,
    List<String> only,
    List<String> except,
    @Nullable String onlyWhere,
    @Nullable String exceptWhere,
    @Nullable Long again,
    @Nullable Long failedOf,
    @Nullable Boolean paused,
    @Nullable Boolean draft,
    @Nullable Boolean noReuse,
    @Nullable Subject subject) {
  /** The newest version as its file has it. */
  public static final TemplateUse PLAIN =
      new TemplateUse(
          Map.of(), null, List.of(), List.of(), null, null, null, null, null, null, null, null);

  /** One that starts at once, or paused. */
  public TemplateUse(
      Map<String, String> set,
      @Nullable Integer version,
      List<String> only,
      List<String> except,
      @Nullable Long again,
      @Nullable Long failedOf,
      @Nullable Boolean paused,
      @Nullable Subject subject) {
    this(set, version, only, except, null, null, again, failedOf, paused, null, null, subject);
  }

  public TemplateUse {
    set = Check.values("set", set, Limits.PARAMETERS_MAX);
    if (version != null) {
      Check.range("version", version, 1, Integer.MAX_VALUE);
    }
    only = Check.texts("only", only, Limits.LIST_MAX);
    except = Check.texts("except", except, Limits.LIST_MAX);
    Check.optionalText("onlyWhere", onlyWhere, Limits.EXPRESSION_BYTES_MAX);
    Check.optionalText("exceptWhere", exceptWhere, Limits.EXPRESSION_BYTES_MAX);
    if (again != null) {
      Check.range("again", again, 1, Check.EXACT_MAX);
    }
    if (failedOf != null) {
      Check.range("failedOf", failedOf, 1, Check.EXACT_MAX);
    }
    if (again != null && failedOf != null) {
      throw new IllegalArgumentException("again and failedOf are both given; choose one");
    }
  }
}
