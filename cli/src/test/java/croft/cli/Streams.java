package croft.cli;

import croft.cli.settings.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** Surroundings of a command in a test, and what it printed. */
public final class Streams {
  public static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>();
  private final Path folder;
  private int columns = 100;
  private boolean terminal;

  public Streams(Path folder) {
    this.folder = folder;
  }

  public Streams with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  public Streams onTerminal(int width) {
    terminal = true;
    columns = width;
    return this;
  }

  public Surroundings surroundings() {
    return new Surroundings(
        environment,
        folder,
        folder,
        InputStream.nullInputStream(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        terminal,
        columns,
        InstantSource.fixed(NOW));
  }

  /** Runs a command; returns its exit code. */
  public int run(String... args) {
    return Main.run(args, surroundings());
  }

  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
