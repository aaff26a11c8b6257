package croft.protocol.graphfile;

import croft.protocol.graphfile.JobReader.Defaults;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of the top level, read. */
record Header(
    String name,
    String description,
    List<Parameter> parameters,
    List<String> fileGlobs,
    @Nullable String files,
    Defaults defaults,
    Subject subject,
    List<String> tags,
    int priority,
    @Nullable Duration deadline,
    @Nullable SourceDraft source,
    @Nullable String latch,
    List<Expectation> expectations,
    @Nullable Integer growthJobsMax,
    long limitsAt,
    @Nullable Generator generator) {}
