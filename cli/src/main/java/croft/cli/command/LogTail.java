package croft.cli.command;

import croft.cli.terminal.Shown;
import croft.cli.terminal.Terminal;
import croft.protocol.Limits;
import croft.protocol.client.EventStream;
import croft.protocol.client.LogPiece;
import croft.protocol.client.ProjectClient;
import croft.protocol.client.StreamTopics;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.StreamEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Prints the log of an attempt. To a terminal as text that cannot do anything to it; elsewhere as
 * the bytes that they are.
 */
final class LogTail {
  /** The stream says when there is more; this heals what it might have missed. */
  private static final Duration READ_AGAIN = Duration.ofSeconds(5);

  private final ProjectClient farm;
  private final AttemptId attempt;
  private final Terminal terminal;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] undecoded = new byte[0];
  private long offset;
  private boolean ended;

  LogTail(ProjectClient farm, AttemptId attempt, Terminal terminal) {
    this.farm = farm;
    this.attempt = attempt;
    this.terminal = terminal;
  }

  /** Prints what there is. */
  void read() throws IOException, InterruptedException {
    while (!ended) {
      LogPiece piece =
          farm.log(
              attempt.graph(),
              String.valueOf(attempt.job()),
              attempt.attempt(),
              offset,
              Limits.LOG_CHUNK_MAX);
      print(piece.bytes());
      offset = piece.end();
      ended = piece.isLast();
      if (piece.bytes().length == 0 || offset >= piece.size()) {
        break;
      }
    }
    terminal.out().flush();
  }

  /** Prints what there is and what comes, until the log has ended. */
  void follow() throws IOException, InterruptedException {
    read();
    if (ended) {
      return;
    }
    try (EventStream events = farm.stream(StreamTopics.log(attempt))) {
      // What came between the reading and the stream.
      read();
      while (!ended && !events.isClosed()) {
        StreamEvent event = events.next(READ_AGAIN);
        // The event is only the hint: the bytes themselves are read, since its text has lost what
        // is
        // not UTF-8, and a piece may be cut inside a character.
        if (event == null || isMore(event)) {
          read();
        }
      }
    }
  }

  private boolean isMore(StreamEvent event) {
    return switch (event) {
      case StreamEvent.Log log -> log.ended() || log.offset() + log.text().length() >= offset;
      case StreamEvent.Reset _ -> true;
      case StreamEvent.Graph _, StreamEvent.Jobs _ -> false;
    };
  }

  private void print(byte[] bytes) {
    PrintStream out = terminal.out();
    if (!terminal.live()) {
      out.write(bytes, 0, bytes.length);
      return;
    }
    ByteBuffer in = ByteBuffer.allocate(undecoded.length + bytes.length);
    in.put(undecoded).put(bytes).flip();
    CharBuffer text = CharBuffer.allocate(in.remaining() + 1);
    decoder.reset();
    // A character that is cut at the end waits for its rest.
    decoder.decode(in, text, false);
    undecoded = new byte[in.remaining()];
    in.get(undecoded);
    out.print(Shown.lines(text.flip().toString(), terminal.colours()));
  }
}
