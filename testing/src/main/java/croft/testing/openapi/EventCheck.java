package croft.testing.openapi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Queue;

/** Takes a stream of Server-Sent Events apart as it comes, and compares each event. */
final class EventCheck {
  private final ContractChecker checker;
  private final Queue<String> violations;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private String event = "";

  EventCheck(ContractChecker checker, Queue<String> violations) {
    this.checker = checker;
    this.violations = violations;
  }

  void add(byte[] bytes, int count) {
    for (int at = 0; at < count; at++) {
      if (bytes[at] == '\n') {
        take(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else {
        line.write(bytes[at]);
      }
    }
  }

  private void take(String text) {
    if (text.startsWith("event:")) {
      event = text.substring("event:".length()).strip();
    } else if (text.startsWith("data:")) {
      data.append(text.substring("data:".length()).stripLeading()).append('\n');
    } else if (text.isEmpty()) {
      if (!event.isEmpty()) {
        for (String violation : checker.eventViolations(event, data.toString())) {
          violations.add("event " + event + ": " + violation);
        }
      }
      event = "";
      data.setLength(0);
    }
  }
}
