package croft.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.problem.ProblemType;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The pages in docs/ that are generated from code; -Dcroft.docs.write=true writes them. */
class ProtocolDocumentationTest {
  @Test
  void theLimitsPageSaysWhatTheCodeSays() throws IOException {
    var page =
        new StringBuilder(
            """
            # Limits

            *Generated from `croft.protocol.Limits`; `./croft docs` writes it anew.*

            Whoever meets a limit gets a problem that names it: `graph has 1,000,001 jobs; the limit is 1,000,000`.

            | name | limit | of what | why |
            |---|---:|---|---|
            """);
    for (Field field : Limits.class.getDeclaredFields()) {
      Limits.Why why = field.getAnnotation(Limits.Why.class);
      assertThat(why).as("the reason of " + field.getName()).isNotNull();
      page.append(
          "| `%s` | %s | %s | %s |%n"
              .formatted(field.getName(), value(field), why.unit(), why.value()));
    }
    check("limits.md", page.toString());
  }

  private static String value(Field field) {
    try {
      return String.format(Locale.ROOT, "%,d", field.getLong(null));
    } catch (IllegalAccessException e) {
      throw new AssertionError(field.getName() + " is not public", e);
    }
  }

  @Test
  void theProblemsPageSaysWhatTheCodeSays() throws IOException {
    var page =
        new StringBuilder(
            """
            # Problems

            *Generated from `croft.protocol.problem.ProblemType`; `./croft docs` writes it anew.*

            Every answer with a status of 400 or above is `application/problem+json` (RFC 9457) with these members:

            | member | meaning |
            |---|---|
            | `type` | one of the types below; stable, compare with this |
            | `title` | the type in a few words |
            | `status` | the HTTP status again |
            | `detail` | what was wrong this time, with the values that were met |
            | `next` | what you can do about it |
            | `places` | the first 100 faults: `where` (line and column, JSON pointer, `query:name`, `header:Name`) and `message` |
            | `count` | how many faults there are in all |
            | `size` | only with `wrong-offset`: the size of the log as the farm has it |

            A status of 503 or 429 comes with the header `Retry-After`, in seconds. 401, 403 and 404 change nothing and
            say nothing about what you may not see.

            | type | status | title | what to do |
            |---|---:|---|---|
            """);
    for (ProblemType type : ProblemType.values()) {
      page.append(
          "| `%s` | %d | %s | %s |%n"
              .formatted(type.uri(), type.status(), type.title(), type.next()));
    }
    check("problems.md", page.toString());
  }

  private static void check(String name, String page) throws IOException {
    Path file = Path.of("..", "docs", name);
    if (Boolean.getBoolean("croft.docs.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, page);
    }
    assertThat(file).as("written by ./croft docs").content().isEqualTo(page);
  }
}
