package croft.protocol.wire;

import croft.protocol.json.Digest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of a template: a graph file under a name.
 *
 * @param name in its project
 * @param version from 1; a new one for each other content
 * @param description as the file has it; empty if it has none
 * @param jobs how many it has
 * @param parameters what a use can give it
 * @param files digest of the bundle that goes with it; null for none
 * @param author who stored this version
 * @param createdAt when
 */
public record TemplateView(
    String name,
    int version,
    String description,
    int jobs,
    List<ParameterView> parameters,
    @Nullable Digest files,
    String author,
    Instant createdAt) {
  public TemplateView {
    Check.name("name", name);
    Check.range("version", version, 1, Integer.MAX_VALUE);
    Check.present("description", description);
    Check.range("jobs", jobs, 0, Integer.MAX_VALUE);
    parameters = Check.list("parameters", parameters, Integer.MAX_VALUE);
    Check.present("author", author);
    Check.present("createdAt", createdAt);
  }
}
