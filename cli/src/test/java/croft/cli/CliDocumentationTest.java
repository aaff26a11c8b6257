package croft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import croft.cli.settings.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code docs/cli.md} is what the commands themselves say. */
class CliDocumentationTest {
  private static final Path PAGE = Path.of("..", "docs", "cli.md");

  @Test
  void thePageSaysWhatTheCommandsSay() throws Exception {
    String page = page();
    if (Boolean.getBoolean("croft.docs.write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).as("docs/cli.md; ./croft docs writes it anew").exists().hasContent(page);
  }

  private static String page() {
    CommandLine root = Main.commandLine(null, new Streams(Path.of(".")).surroundings());
    List<String> lines = new ArrayList<>();
    lines.add("# The croft command");
    lines.add("");
    lines.add("*Generated from the commands themselves; `./croft docs` writes it anew.*");
    lines.add("");
    lines.add(
        "`GRAPH` is a number, a name (the newest of that name), `last`, or `last~1`, `last~2` …");
    lines.add("`JOB` is a key such as `test/25/binary`, or its number.");
    lines.add("");
    lines.add("## Every verb takes");
    lines.add("");
    options(lines, root.getCommandSpec().options().stream().filter(o -> !o.hidden()).toList());
    lines.add("## Exit codes");
    lines.add("");
    lines.add("| code | meaning |");
    lines.add("|---|---|");
    for (ExitCode code : ExitCode.values()) {
      lines.add("| " + code.number() + " | " + code.meaning() + " |");
    }
    for (Verbs.Group group : Verbs.Group.values()) {
      lines.add("");
      lines.add("## " + group.title());
      for (Verbs verb : Verbs.of(group)) {
        lines.add("");
        lines.add("### croft " + verb.text());
        lines.add("");
        verb(
            lines, Objects.requireNonNull(root.getSubcommands().get(verb.text())).getCommandSpec());
      }
    }
    return String.join("\n", lines).stripTrailing() + "\n";
  }

  private static void verb(List<String> lines, CommandSpec spec) {
    var synopsis = new StringBuilder("    croft " + spec.name());
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      String label = parameter.paramLabel();
      boolean many = parameter.arity().max() > 1 || parameter.index().max() > 20;
      String shown = label + (many && !label.contains(" ") ? " …" : "");
      synopsis.append(' ').append(parameter.required() ? shown : "[" + shown + "]");
    }
    lines.add(synopsis.toString());
    lines.add("");
    Arrays.stream(spec.usageMessage().description()).forEach(text -> lines.add(text));
    lines.add("");
    List<ArgSpec> rows = new ArrayList<>(spec.positionalParameters());
    spec.options().stream()
        .filter(option -> !option.hidden() && !option.usageHelp() && !isGlobal(option))
        .forEach(rows::add);
    options(lines, rows);
  }

  private static boolean isGlobal(OptionSpec option) {
    return option.scopeType() == CommandLine.ScopeType.INHERIT;
  }

  private static void options(List<String> lines, List<? extends ArgSpec> rows) {
    if (rows.isEmpty()) {
      return;
    }
    lines.add("| | |");
    lines.add("|---|---|");
    for (ArgSpec row : rows) {
      String name =
          row instanceof OptionSpec option
              ? String.join(", ", option.names())
                  + (option.arity().max() > 0 ? " " + option.paramLabel() : "")
              : row.paramLabel();
      lines.add("| `%s` | %s |".formatted(name, String.join(" ", row.description())));
    }
    lines.add("");
  }
}
