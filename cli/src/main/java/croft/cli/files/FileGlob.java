package croft.cli.files;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern over relative paths with {@code /}: {@code *} and {@code ?} stay inside a name, {@code
 * **} crosses folders and also stands for none ({@code **}{@code /*.sh} matches {@code a.sh}),
 * {@code [a-z]} and {@code {a,b}} as in a shell. A pattern that names a folder means all below it.
 */
public final class FileGlob {
  private final String text;
  private final Pattern pattern;

  /**
   * @throws IllegalArgumentException with a sentence that shows the pattern
   */
  public FileGlob(String text) {
    this.text = text;
    if (text.isBlank() || text.startsWith("/") || List.of(text.split("/", -1)).contains("..")) {
      throw new IllegalArgumentException(
          "'" + text + "' must be a pattern relative to the folder, without '..'");
    }
    try {
      this.pattern = Pattern.compile(regex(text.startsWith("./") ? text.substring(2) : text));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("'" + text + "' is not a pattern: " + e.getDescription());
    }
  }

  public boolean matches(String path) {
    return pattern.matcher(path).matches();
  }

  @Override
  public String toString() {
    return text;
  }

  private static String regex(String glob) {
    var regex = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> {
          boolean deep = i + 1 < glob.length() && glob.charAt(i + 1) == '*';
          if (deep && i + 2 < glob.length() && glob.charAt(i + 2) == '/') {
            regex.append("(?:.*/)?");
            i += 2;
          } else if (deep) {
            regex.append(".*");
            i++;
          } else {
            regex.append("[^/]*");
          }
        }
        case '?' -> regex.append("[^/]");
        case '[' -> {
          int end = glob.indexOf(']', i + 2);
          if (end < 0) {
            regex.append("\\[");
          } else {
            String set = glob.substring(i + 1, end);
            boolean not = set.startsWith("!");
            regex
                .append('[')
                .append(not ? "^" : "")
                .append((not ? set.substring(1) : set).replaceAll("([\\\\\\[&^])", "\\\\$1"))
                .append(']');
            i = end;
          }
        }
        case '{' -> {
          depth++;
          regex.append("(?:");
        }
        case '}' -> {
          regex.append(depth > 0 ? ")" : "\\}");
          depth = Math.max(0, depth - 1);
        }
        case ',' -> regex.append(depth > 0 ? "|" : ",");
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    if (depth > 0) {
      throw new IllegalArgumentException("'" + glob + "' opens a { that it does not close");
    }
    // A folder's name stands for all that is in it.
    return (glob.endsWith("/") ? regex.append(".*") : regex.append("(?:/.*)?")).toString();
  }
}
