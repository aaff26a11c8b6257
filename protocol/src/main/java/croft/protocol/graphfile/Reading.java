package croft.protocol.graphfile;

import croft.protocol.graphfile.Node.Entry;
import croft.protocol.graphfile.Node.Mapping;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One file being read: takes its pieces as they come, and then works the graph out of them. */
final class Reading implements JobSink {
  /**
   * What a job of a graph file inside another counts, though it is not kept: a thousand matrices of
   * a million jobs would be worked out for nothing.
   */
  private static final int CHILD_JOB_BYTES = 400;

  /** About what one dependency takes. */
  private static final long EDGE_BYTES = 5;

  private final FaultLog log;
  private final Nearest nearest;
  private final Values values;
  private final Budget budget;
  private final NameTable names;
  private final DependencyReader dependencies;
  private final JobReader jobReader;
  private final ParseOptions options;

  /** How many graph files this one is inside of. */
  private final int depth;

  private final List<Entry> header = new ArrayList<>();
  private final List<JobDraft> drafts = new ArrayList<>();
  private boolean hasJobs;
  private boolean tooMany;

  Reading(ParseOptions options) {
    this(options, new FaultLog(), new Nearest(), new Budget(), 0);
  }

  private Reading(ParseOptions options, FaultLog log, Nearest nearest, Budget budget, int depth) {
    this.options = options;
    this.log = log;
    this.nearest = nearest;
    this.values = new Values(log, nearest);
    this.budget = budget;
    this.names = new NameTable(budget);
    this.dependencies = new DependencyReader(log, values, names);
    this.jobReader = new JobReader(log, values, nearest, dependencies, budget);
    this.depth = depth;
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
    GraphSpec graph = workOut();
    return graph == null ? new ParseResult.Faulty(log.toFaults()) : new ParseResult.Parsed(graph);
  }

  /** Reads a graph file inside this one: what it says does not matter here, only its faults. */
  private void child(ChildDraft child, ParseOptions of) {
    Mapping file = child.file();
    if (file == null || log.full()) {
      return;
    }
    if (depth == GraphFileLimits.CHILDREN_DEPTH_MAX) {
      log.add(
          file.at(),
          child.path(),
          "graph files lie in each other deeper than %,d; make a template of one"
              .formatted(GraphFileLimits.CHILDREN_DEPTH_MAX));
      return;
    }
    String outer = log.enter(child.path());
    new Reading(of, log, nearest, budget, depth + 1).readChild(file);
    log.leave(outer);
  }

  private void readChild(Mapping file) {
    for (Entry entry : file.entries()) {
      if (entry.key().equals("jobs") && entry.value() instanceof Mapping all) {
        jobs(entry.keyAt());
        for (Entry job : all.entries()) {
          if (!full()) {
            job(job);
          }
        }
      } else if (entry.key().equals("files")) {
        log.scope("", file);
        log.add(entry, "the files are those of the outer graph file; name them there");
      } else {
        header(entry);
      }
    }
    GraphSpec graph = workOut();
    if (graph != null) {
      budget.add(EDGE_BYTES * graph.dependencyCount());
    }
  }

  /** Null when something is wrong. */
  private @Nullable GraphSpec workOut() {
    int faults = depth == 0 ? 0 : log.count();
    Header read = new HeaderReader(log, values, nearest, jobReader, options).read(header);
    boolean jobsIsWrong = header.stream().anyMatch(entry -> entry.key().equals("jobs"));
    // A file whose jobs are to join others may have found that there is nothing to do.
    if (drafts.isEmpty() && !jobsIsWrong && options.existing().isEmpty()) {
      log.add(Position.START, "jobs", "the graph has no jobs; it needs at least one");
    }
    if (budget.isSpent()) {
      log.add(Position.START, "jobs", Budget.message());
    }
    if (full()) {
      return null;
    }
    var expansion =
        new Expansion(
            log,
            names,
            budget,
            new SourceReader(log, values, nearest),
            this::child,
            read,
            drafts,
            depth == 0 ? 0 : CHILD_JOB_BYTES);
    if (!expansion.run(options.existing())) {
      return null;
    }
    Integer growthJobsMax = read.growthJobsMax();
    if (growthJobsMax != null && growthJobsMax < expansion.jobs().size()) {
      log.add(
          read.limitsAt(),
          "limits.jobsMax",
          "the graph has %,d jobs already, but its own limit is %,d"
              .formatted(expansion.jobs().size(), growthJobsMax));
    }
    var resolution = new Resolution(log, nearest, names, budget, dependencies, drafts, expansion);
    resolution.run();
    if (log.count() > faults) {
      return null;
    }
    return new GraphSpec(
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
        expansion.definitions(),
        read.latch(),
        read.expectations(),
        growthJobsMax,
        read.generator(),
        expansion.source(),
        resolution.remoteNeeds(),
        resolution.expandedFrom());
  }
}
