package croft.protocol.graphfile;

import croft.protocol.graphfile.Node.Entry;
import croft.protocol.graphfile.Node.Mapping;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code source}, and values that may be a parameter's. */
final class SourceReader {
  private final FaultLog log;
  private final Values values;
  private final Nearest nearest;

  SourceReader(FaultLog log, Values values, Nearest nearest) {
    this.nearest = nearest;
    this.log = log;
    this.values = values;
  }

  SourceDraft source(Entry entry) {
    ValueDraft repository = null;
    ValueDraft revision = null;
    ValueDraft path = null;
    for (Entry part :
        values.entries(entry, "a map, like {repository: https://..., revision: main}")) {
      switch (part.key()) {
        case "repository" -> repository = word(part);
        case "revision" -> revision = word(part);
        case "path" -> path = path(part);
        default -> values.unknown(part, Keys.SOURCE);
      }
    }
    return new SourceDraft(
        repository,
        revision,
        path,
        new SourceDraft.Place(entry.keyAt(), log.pathOf(entry.value())));
  }

  private @Nullable ValueDraft word(Entry part) {
    ValueDraft value = value(part, GraphFileLimits.PATH_BYTES_MAX);
    if (value != null && !value.isParameter()) {
      String fault = wordFault(value.text());
      if (fault != null) {
        log.add(part.value(), part.key() + " " + Quoted.text(value.text()) + " " + fault);
      }
    }
    return value;
  }

  private @Nullable ValueDraft path(Entry part) {
    if (part.value() instanceof Mapping) {
      return value(part, GraphFileLimits.PATH_BYTES_MAX);
    }
    String path = values.path(part.value(), "path");
    return path == null ? null : ValueDraft.ofText(path);
  }

  /** A text, or {@code {parameter: name}}. */
  @Nullable ValueDraft value(Entry entry, int bytesMax) {
    if (!(entry.value() instanceof Mapping)) {
      String text = values.text(entry, bytesMax);
      return text == null ? null : ValueDraft.ofText(text);
    }
    ValueDraft value = null;
    int faults = log.count();
    for (Entry part : values.entries(entry, "")) {
      if (part.key().equals("parameter")) {
        String name = values.text(part, GraphFileLimits.NAME_BYTES_MAX);
        if (name != null) {
          value = new ValueDraft(name, true, part.value().at(), log.pathOf(part.value()));
        }
      } else {
        values.unknown(part, Keys.VALUE);
      }
    }
    if (value == null && log.count() == faults) {
      log.add(
          entry.value(), Values.wrong(entry.key(), "a text or {parameter: NAME}", entry.value()));
    }
    return value;
  }

  /** What is wrong with a repository or revision; null when nothing is. */
  private static @Nullable String wordFault(String text) {
    if (text.isEmpty()) {
      return "is empty";
    }
    if (text.startsWith("-")) {
      return "starts with -, which would make it an option of git";
    }
    return text.chars().anyMatch(c -> c <= ' ' || c == 127)
        ? "has a space or a control character in it"
        : null;
  }

  /**
   * Fills parameters in.
   *
   * @param byDefault what a source without a repository is a folder of; null for nothing
   */
  @Nullable Source resolve(
      SourceDraft draft, @Nullable Source byDefault, Map<String, String> given) {
    String repository = text(draft.repository(), given, SourceReader::wordFault);
    String revision = text(draft.revision(), given, SourceReader::wordFault);
    String path = text(draft.path(), given, SourceReader::pathFault);
    if (draft.repository() != null) {
      return repository == null ? null : new Source(repository, revision, path, null);
    }
    if (byDefault == null) {
      log.add(
          draft.at().position(),
          draft.at().path(),
          "source has no repository, and there is no source at the top level or in the defaults"
              + " that has; add one");
      return null;
    }
    return new Source(
        byDefault.repository(),
        draft.revision() == null ? byDefault.revision() : revision,
        draft.path() == null ? byDefault.path() : path,
        null);
  }

  private static @Nullable String pathFault(String path) {
    boolean outside =
        List.of(path.split("/", -1)).stream()
            .anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    return outside ? "must be a path inside the repository" : null;
  }

  /** The text, with the value of a parameter; null when there is none or it is wrong. */
  @Nullable String text(
      @Nullable ValueDraft draft,
      Map<String, String> given,
      Function<String, @Nullable String> check) {
    if (draft == null || !draft.isParameter()) {
      return draft == null ? null : draft.text();
    }
    String value = given.get(draft.text());
    if (value == null) {
      log.add(
          draft.at(),
          draft.path(),
          "there is no parameter "
              + Quoted.text(draft.text())
              + nearest.suggestion(draft.text(), given.keySet()));
      return null;
    }
    String fault = check.apply(value);
    if (fault != null) {
      log.add(
          draft.at(),
          draft.path(),
          "the value of the parameter %s, %s, %s"
              .formatted(draft.text(), Quoted.text(value), fault));
      return null;
    }
    return value;
  }
}
