package croft.protocol.graphfile;

import croft.protocol.graphfile.Node.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One file being read: takes its pieces as they come, and then works the graph out of them. */
final class Reading implements JobSink {
  private final FaultLog log = new FaultLog();
  private final Nearest nearest = new Nearest();
  private final Values values = new Values(log, nearest);
  private final Budget budget = new Budget();
  private final NameTable names = new NameTable(budget);
  private final DependencyReader dependencies = new DependencyReader(log, values, names);
  private final JobReader jobReader = new JobReader(log, values, nearest, dependencies, budget);
  private final ParseOptions options;
  private final List<Entry> header = new ArrayList<>();
  private final List<JobDraft> drafts = new ArrayList<>();
  private boolean hasJobs;
  private boolean tooMany;

  Reading(ParseOptions options) {
    this.options = options;
  }

  FaultLog log() {
    return log;
  }

  @Override
  public void header(Entry entry) {
    header.add(entry);
  }

  @Override
  public void jobs(long at) {
    if (hasJobs) {
      log.add(at, "jobs", "the key \"jobs\" is there twice; remove one");
    }
    hasJobs = true;
  }

  @Override
  public void job(Entry entry) {
    String key = entry.key();
    String fault = keyFault(key);
    if (fault != null) {
      log.add(entry.keyAt(), FaultLog.jobPath(key), "the key " + Quoted.text(key) + " " + fault);
    } else {
      int id = names.id(key);
      int other = names.value(id);
      if (other != NameTable.NONE) {
        log.add(
            entry.keyAt(),
            FaultLog.jobPath(key),
            "there is a job %s already, in line %,d; rename one"
                .formatted(Quoted.text(key), Position.line(drafts.get(other).at())));
      } else {
        names.value(id, drafts.size());
      }
    }
    if (drafts.size() == GraphFileLimits.JOBS_MAX) {
      log.add(entry.keyAt(), "jobs", GraphFileLimits.tooManyJobs());
      tooMany = true;
      return;
    }
    drafts.add(jobReader.job(entry, drafts.size()));
  }

  private static @Nullable String keyFault(String key) {
    String fault = NameRule.fault(key);
    if (fault == null && key.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return "has digits only, so that it could be taken for a job's number; write job-" + key;
    }
    return fault;
  }

  @Override
  public boolean full() {
    return tooMany || log.full() || dependencies.tooMany() || budget.isSpent();
  }

  /** Ends with what was found before the file made no sense any more. */
  ParseResult unreadable(Unreadable e) {
    log.add(e.at(), "", e.fault());
    return new ParseResult.Faulty(log.toFaults());
  }

  /** Ends with the graph, or all that is wrong. */
  ParseResult finish() {
    Header read = new HeaderReader(log, values, nearest, jobReader, options).read(header);
    boolean jobsIsWrong = header.stream().anyMatch(entry -> entry.key().equals("jobs"));
    if (drafts.isEmpty() && !jobsIsWrong) {
      log.add(Position.START, "jobs", "the graph has no jobs; it needs at least one");
    }
    if (budget.isSpent()) {
      log.add(Position.START, "jobs", Budget.message());
    }
    if (full()) {
      return new ParseResult.Faulty(log.toFaults());
    }
    var expansion = new Expansion(log, names, budget, read, drafts);
    if (!expansion.run()) {
      return new ParseResult.Faulty(log.toFaults());
    }
    var resolution = new Resolution(log, nearest, names, dependencies, drafts, expansion);
    resolution.run();
    if (log.count() > 0) {
      return new ParseResult.Faulty(log.toFaults());
    }
    return new ParseResult.Parsed(
        new GraphSpec(
            read.name(),
            read.description(),
            read.parameters(),
            read.fileGlobs(),
            read.files(),
            read.subject(),
            read.tags(),
            read.priority(),
            read.deadline(),
            expansion.jobs(),
            resolution.edges(),
            resolution.joins(),
            resolution.barriers(),
            expansion.definitions()));
  }
}
