package croft.cli.farm;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** Where the farm's own log goes: a line for each thing worth telling. */
final class Logs {
  private static final int FILE_MAX = 16 * 1024 * 1024;
  private static final int FILES = 4;

  // java.util.logging forgets settings of loggers that nobody holds.
  private static final Logger ROOT = Logger.getLogger("");

  private Logs() {}

  /** To a stream, as services like it. */
  static void toStream(PrintStream out) {
    set(new Flushed(out), Level.INFO);
  }

  /**
   * To files in a folder, of bounded size; what needs a person also to a stream.
   *
   * @return the newest file
   */
  static Path toFiles(Path folder, PrintStream err) throws IOException {
    Files.createDirectories(folder);
    var handler = new FileHandler(folder.resolve("croft-%g.log").toString(), FILE_MAX, FILES, true);
    handler.setEncoding("UTF-8");
    set(handler, Level.INFO);
    Handler urgent = new Flushed(err);
    urgent.setFormatter(new Line());
    urgent.setLevel(Level.SEVERE);
    ROOT.addHandler(urgent);
    return folder.resolve("croft-0.log");
  }

  private static void set(Handler handler, Level level) {
    LogManager.getLogManager().reset();
    handler.setFormatter(new Line());
    handler.setLevel(level);
    ROOT.setLevel(level);
    ROOT.addHandler(handler);
  }

  private static final class Flushed extends StreamHandler {
    Flushed(PrintStream out) {
      super(out, new Line());
    }

    @Override
    public synchronized void publish(LogRecord entry) {
      super.publish(entry);
      flush();
    }

    @Override
    public synchronized void close() {
      // The stream is the process's own.
      flush();
    }
  }

  private static final class Line extends Formatter {
    @Override
    public String format(LogRecord entry) {
      Instant at = entry.getInstant().truncatedTo(ChronoUnit.MILLIS);
      String logger = String.valueOf(entry.getLoggerName());
      var line = new StringBuilder();
      line.append(at)
          .append(' ')
          .append("%-7s".formatted(entry.getLevel().getName()))
          .append(' ')
          .append(logger.substring(logger.lastIndexOf('.') + 1))
          .append(": ")
          .append(formatMessage(entry))
          .append('\n');
      for (Throwable t = entry.getThrown(); t != null; t = t.getCause()) {
        line.append("    ").append(t).append('\n');
        StackTraceElement[] stack = t.getStackTrace();
        for (int i = 0; i < Math.min(stack.length, 12); i++) {
          line.append("      at ").append(stack[i]).append('\n');
        }
      }
      return line.toString();
    }
  }
}
