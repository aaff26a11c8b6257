package croft.cli.command;

import croft.cli.files.Bundle;
import croft.cli.files.Folder;
import croft.cli.settings.Fault;
import croft.protocol.Limits;
import croft.protocol.client.Content;
import croft.protocol.client.ProjectClient;
import croft.protocol.client.Submission;
import croft.protocol.client.Submitted;
import croft.protocol.graphfile.Faults;
import croft.protocol.graphfile.GraphFile;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.Media;
import croft.protocol.graphfile.ParseOptions;
import croft.protocol.graphfile.ParseResult;
import croft.protocol.json.Digest;
import croft.protocol.problem.Place;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.PlanView;
import croft.protocol.wire.TemplateView;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A graph file on its way to a farm: checked here first, so that faults are told at once and with
 * their lines, and sent with the files that it asks for.
 *
 * @param source for showing faults
 * @param media how it is written
 * @param content what is sent
 * @param folder where its {@code files} are looked for
 * @param spec what was read; null for a file that is too large to be checked here
 */
public record GraphInput(
    GraphText source, Media media, Content content, Path folder, @Nullable GraphSpec spec) {

  /**
   * Reads a file.
   *
   * @param name as it was given; {@code -} is what is piped in
   * @param base what it is relative to
   * @param set values of parameters
   * @throws Fault if the file is wrong
   */
  public static GraphInput read(String name, Path base, InputStream in, Map<String, String> set)
      throws IOException {
    return read(name, base, in, new ParseOptions(set, null));
  }

  private static GraphInput read(String name, Path base, InputStream in, ParseOptions options)
      throws IOException {
    if (name.equals("-")) {
      byte[] bytes = in.readNBytes(Limits.BODY_MAX + 1);
      if (bytes.length > Limits.BODY_MAX) {
        throw Fault.usage(
            Limits.exceeded(
                "what was piped in has more than", Limits.BODY_MAX, "bytes", Limits.BODY_MAX),
            "Write it to a file that ends in .ndjson, a job a line.");
      }
      return ofText(
          "standard input", new String(bytes, StandardCharsets.UTF_8), null, base, options);
    }
    Path file = base.resolve(name);
    if (Files.isDirectory(file)) {
      throw Fault.usage(name + " is a folder", "Name the graph file in it.");
    }
    Path folder = file.toAbsolutePath().normalize().getParent();
    Media media = Media.ofFileName(name);
    if (media == Media.NDJSON && Files.size(file) > Limits.BODY_MAX) {
      // A job a line, any number of them: the farm reads it once, and that is enough.
      return new GraphInput(
          new GraphText(name, ""), media, Content.of(file), folder == null ? base : folder, null);
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return ofText(name, text, media, folder == null ? base : folder, options);
  }

  /**
   * Checks a text.
   *
   * @param media null to tell by how it begins
   */
  public static GraphInput ofText(
      String name, String text, @Nullable Media media, Path folder, Map<String, String> set) {
    return ofText(name, text, media, folder, new ParseOptions(set, null));
  }

  private static GraphInput ofText(
      String name, String text, @Nullable Media media, Path folder, ParseOptions options) {
    Media as =
        media == null ? (text.stripLeading().startsWith("{") ? Media.JSON : Media.YAML) : media;
    var source = new GraphText(name, text);
    return switch (GraphFile.parse(text, as, options)) {
      case ParseResult.Parsed(GraphSpec spec) ->
          new GraphInput(source, as, Content.of(text), folder, spec);
      case ParseResult.Faulty(var faults) -> throw fault(source, faults);
    };
  }

  private static Fault fault(GraphText source, Faults faults) {
    List<Place> places =
        faults.first().stream().map(f -> new Place(f.where(), f.message())).toList();
    return source.fault(
        faults.count() == 1 ? "there is a fault" : "there are %,d faults".formatted(faults.count()),
        places,
        faults.count());
  }

  /**
   * The graph of a file, however large; only for looking at it.
   *
   * @param set values of parameters; those that the file does not have are left out
   * @throws Fault if the file is wrong
   */
  static GraphSpec other(String name, Path base, Map<String, String> set) throws IOException {
    Path file = base.resolve(name);
    if (Files.isDirectory(file)) {
      throw Fault.usage(name + " is a folder", "Name the graph file in it.");
    }
    var options = new ParseOptions(set, null, List.of(), true, false);
    Media media = Media.ofFileName(name);
    if (media == Media.NDJSON) {
      return large(file, name, options);
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    GraphInput read = ofText(name, text, media, base, options);
    return Objects.requireNonNull(read.spec);
  }

  /** A graph of a farm as a file, to compare with. */
  static GraphSpec stored(String name, String json) {
    GraphInput read =
        ofText(
            name,
            json,
            Media.JSON,
            Path.of(""),
            new ParseOptions(Map.of(), null, List.of(), true, true));
    return Objects.requireNonNull(read.spec);
  }

  private static GraphSpec large(Path file, String name, ParseOptions options) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      return switch (GraphFile.parse(in, Media.NDJSON, options)) {
        case ParseResult.Parsed(GraphSpec spec) -> spec;
        case ParseResult.Faulty(var faults) -> throw fault(new GraphText(name, ""), faults);
      };
    }
  }

  /** Its graph; reads a file now that was too large to be checked before. */
  GraphSpec graph(Path base, Map<String, String> set) throws IOException {
    return spec == null
        ? large(base.resolve(source.name()), source.name(), new ParseOptions(set, null))
        : spec;
  }

  /**
   * Sends it: first the files, if the farm does not have them.
   *
   * @param ifMatch token of the plan that it must be; null for any
   * @param key makes one graph of repeated submissions; null for a new one each time
   */
  public Submitted submit(
      ProjectClient farm,
      Map<String, String> set,
      StartOptions start,
      @Nullable String ifMatch,
      @Nullable String key)
      throws IOException, InterruptedException {
    var submission =
        new Submission(
            media.contentType(),
            content,
            set,
            start.paused(),
            start.draft(),
            start.noReuse(),
            sendFiles(farm),
            ifMatch,
            key == null ? UUID.randomUUID().toString() : key);
    try {
      return farm.submit(submission);
    } catch (ProblemException e) {
      if (e.is(ProblemType.INVALID_GRAPH) || !e.problem().places().isEmpty()) {
        throw source.refused(e.problem());
      }
      throw e;
    }
  }

  /**
   * Checks a file that is to be a template: its parameters need no value yet.
   *
   * @throws Fault if the file is wrong
   */
  static GraphInput readTemplate(String name, Path base, InputStream in) throws IOException {
    return read(name, base, in, ParseOptions.ofTemplate(null));
  }

  /** Stores it under a name: first the files, if the farm does not have them. */
  TemplateView put(ProjectClient farm, String template) throws IOException, InterruptedException {
    try {
      return farm.putTemplate(template, media.contentType(), content, sendFiles(farm));
    } catch (ProblemException e) {
      if (e.is(ProblemType.INVALID_GRAPH)) {
        throw source.refused(e.problem());
      }
      throw e;
    }
  }

  /** What it would do on a farm; its files are packed and stay here. */
  PlanView plan(ProjectClient farm, Map<String, String> set)
      throws IOException, InterruptedException {
    Digest files = null;
    if (spec != null && !spec.fileGlobs().isEmpty()) {
      try (Bundle bundle = Bundle.of(Folder.matching(folder, spec.fileGlobs()))) {
        files = bundle.digest();
      }
    }
    return farm.plan(
        new Submission(
            media.contentType(), content, set, false, false, false, files, null, "plan"));
  }

  private @Nullable Digest sendFiles(ProjectClient farm) throws IOException, InterruptedException {
    if (spec == null || spec.fileGlobs().isEmpty()) {
      return null;
    }
    try (Bundle bundle = Bundle.of(Folder.matching(folder, spec.fileGlobs()))) {
      send(bundle, farm);
      return bundle.digest();
    }
  }

  /** Uploads a bundle unless the farm has it. */
  static void send(Bundle bundle, ProjectClient farm) throws IOException, InterruptedException {
    if (bundle.bytes() > Limits.FILES_MAX) {
      throw Fault.usage(
          Limits.exceeded("the packed files have", bundle.bytes(), "bytes", Limits.FILES_MAX),
          "Leave out what a job can fetch.");
    }
    if (!farm.hasFiles(bundle.digest())) {
      farm.putFiles(bundle.digest(), Content.of(bundle.file()));
    }
  }
}
