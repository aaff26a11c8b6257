package croft.cli.plan;

import croft.cli.settings.Fault;
import croft.cli.terminal.Elapsed;
import croft.protocol.Limits;
import croft.protocol.json.Digest;
import croft.protocol.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A program in any language that prints a graph file as JSON. What it printed is all that counts
 * afterwards: it is frozen, with the command and the digest of the program's file written into it.
 */
public final class GraphProgram {
  /** How long a program may take when nothing is said. */
  public static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** What is kept of its complaints. */
  private static final int STDERR_MAX = 16 * 1024;

  private final String command;
  private final Path folder;
  private final Map<String, String> environment;
  private final Duration timeout;

  /**
   * A program, not started yet.
   *
   * @param command for a shell
   * @param folder where it runs
   * @param around the variables of this process, of which it sees PATH, HOME and LANG
   * @param set parameters, which it sees as {@code CROFT_PARAM_name}
   */
  public GraphProgram(
      String command,
      Path folder,
      Map<String, String> around,
      Map<String, String> set,
      Duration timeout) {
    this.command = command;
    this.folder = folder;
    this.timeout = timeout;
    this.environment = new LinkedHashMap<>();
    for (String name : new String[] {"PATH", "HOME", "LANG"}) {
      String value = around.get(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    set.forEach((name, value) -> environment.put("CROFT_PARAM_" + name.replace('-', '_'), value));
  }

  /**
   * What a program printed.
   *
   * @param text a graph file in JSON, with the member {@code generator}
   * @param parameters names of the parameters that the graph declares
   */
  public record Printed(String text, Set<String> parameters) {
    /** Of the values that were given, those for the graph; others were for the program. */
    public Map<String, String> of(Map<String, String> set) {
      Map<String, String> kept = new LinkedHashMap<>(set);
      kept.keySet().retainAll(parameters);
      return kept;
    }
  }

  /**
   * Runs it.
   *
   * @throws Fault if it fails, takes or prints too much, or prints no graph
   */
  public Printed run() throws IOException, InterruptedException {
    String digest = digest();
    var builder = new ProcessBuilder("sh", "-c", command).directory(folder.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    var out = new Collector(process.getInputStream(), Limits.BODY_MAX, process);
    var err = new Collector(process.getErrorStream(), STDERR_MAX, null);
    Thread readsOut = Thread.startVirtualThread(out);
    Thread readsErr = Thread.startVirtualThread(err);
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw fault("did not end within " + Elapsed.text(timeout) + " (--timeout)", err);
      }
      // Of what it left behind, something may hold the pipes open.
      readsOut.join(Duration.ofSeconds(5));
      readsErr.join(Duration.ofSeconds(1));
    } finally {
      // Only now: it closes the pipes, with what nobody has read yet.
      end(process);
    }
    if (out.tooLong) {
      throw fault("printed more than %,d bytes".formatted(Limits.BODY_MAX), err);
    }
    if (process.exitValue() != 0) {
      throw fault("ended with exit code " + process.exitValue(), err);
    }
    return frozen(out.text(), digest, err);
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private Fault fault(String what, Collector err) {
    String complaints = err.text().strip();
    return Fault.usage(
        "the generator '"
            + command
            + "' "
            + what
            + (complaints.isEmpty() ? "" : "; it says:\n" + complaints.indent(2).stripTrailing()),
        "Run it by hand: it must print a graph file as JSON, and end with 0.");
  }

  /** The digest of the first word of the command that is a file here; null when none is. */
  private @Nullable String digest() throws IOException {
    for (String word : command.strip().split("\\s+")) {
      if (!word.isEmpty() && word.indexOf('\0') < 0) {
        Path file = folder.resolve(word).normalize();
        if (Files.isRegularFile(file) && (word.indexOf('/') >= 0 || word.indexOf('.') >= 0)) {
          return Digest.of(Files.readAllBytes(file)).text();
        }
      }
    }
    return null;
  }

  private Printed frozen(String text, @Nullable String digest, Collector err) {
    int brace = text.indexOf('{');
    if (brace < 0 || !text.substring(0, brace).isBlank()) {
      throw fault("printed no JSON object", err);
    }
    Set<String> parameters = new LinkedHashSet<>();
    boolean named = false;
    try (JsonParser in = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = in.currentName();
        named |= name.equals("generator");
        if (in.nextToken() == JsonToken.START_OBJECT && name.equals("parameters")) {
          while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            parameters.add(in.currentName());
            in.nextToken();
            in.skipChildren();
          }
        } else {
          in.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw fault("printed no JSON: " + e.getOriginalMessage(), err);
    }
    if (named) {
      throw fault("printed the key generator, which is written for it", err);
    }
    Map<String, String> generator = new LinkedHashMap<>();
    generator.put("command", command);
    if (digest != null) {
      generator.put("sha256", digest);
    }
    String rest = text.substring(brace + 1);
    String comma = rest.stripLeading().startsWith("}") ? "" : ",";
    return new Printed("{\"generator\":" + Json.text(generator) + comma + rest, parameters);
  }

  /** Takes what a program prints, and drops what is too much. */
  private static final class Collector implements Runnable {
    private final InputStream in;
    private final int bytesMax;
    private final @Nullable Process endWhenTooLong;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private volatile boolean tooLong;

    Collector(InputStream in, int bytesMax, @Nullable Process endWhenTooLong) {
      this.in = in;
      this.bytesMax = bytesMax;
      this.endWhenTooLong = endWhenTooLong;
    }

    @Override
    public void run() {
      byte[] buffer = new byte[1 << 16];
      try {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          int room = bytesMax - kept.size();
          kept.write(buffer, 0, Math.min(room, count));
          if (count > room) {
            tooLong = true;
            if (endWhenTooLong != null) {
              end(endWhenTooLong);
              return;
            }
          }
        }
      } catch (IOException e) {
        // The program was ended: what came until then is what there is.
        tooLong |= kept.size() >= bytesMax;
      }
    }

    String text() {
      return kept.toString(StandardCharsets.UTF_8);
    }
  }
}
