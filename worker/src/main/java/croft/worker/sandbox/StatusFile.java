package croft.worker.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is written while a job starts and ends: small JSON documents, in the form of bubblewrap's
 * {@code --json-status-fd}.
 *
 * @param firstProcess the job's first process, by its number outside of the sandbox
 * @param commandEnded whether bubblewrap has told the command's exit code
 */
record StatusFile(OptionalLong firstProcess, boolean commandEnded) {

  private static final Pattern CHILD = Pattern.compile("\"child-pid\": *(\\d+)");

  static StatusFile read(Path file) throws IOException {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII);
      Matcher child = CHILD.matcher(text);
      return new StatusFile(
          child.find() ? OptionalLong.of(Long.parseLong(child.group(1))) : OptionalLong.empty(),
          text.contains("\"exit-code\""));
    } catch (NoSuchFileException e) {
      return new StatusFile(OptionalLong.empty(), false);
    }
  }
}
