package croft.testing.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The conditions of {@code rules}, as far as the cases use them: variables, texts, {@code == != &&
 * ||}. The pipeline is one of a push to the branch master.
 */
final class GitlabRules {
  private static final Map<String, String> VARIABLES =
      Map.of(
          "CI_COMMIT_REF_NAME", "master",
          "CI_COMMIT_BRANCH", "master",
          "CI_DEFAULT_BRANCH", "master",
          "CI_PIPELINE_SOURCE", "push");

  private static final Pattern TOKEN =
      Pattern.compile("\\s*(==|!=|&&|\\|\\||\\$[A-Za-z_]\\w*|\"[^\"]*\"|'[^']*'|null\\b)");

  private GitlabRules() {}

  static boolean holds(String condition) throws CaseException {
    List<String> tokens = new ArrayList<>();
    Matcher next = TOKEN.matcher(condition.strip());
    int at = 0;
    while (at < condition.strip().length()) {
      if (!next.find(at) || next.start() != at) {
        throw new CaseException("the condition '" + condition + "' is not understood");
      }
      tokens.add(next.group(1));
      at = next.end();
    }
    boolean any = false;
    boolean all = true;
    for (int token = 0; token < tokens.size(); ) {
      String left = value(tokens.get(token));
      boolean compares =
          token + 2 < tokens.size()
              && (tokens.get(token + 1).equals("==") || tokens.get(token + 1).equals("!="));
      boolean holds = !left.isEmpty();
      if (compares) {
        boolean equal = left.equals(value(tokens.get(token + 2)));
        holds = equal == tokens.get(token + 1).equals("==");
      }
      token += compares ? 3 : 1;
      all &= holds;
      if (token == tokens.size() || tokens.get(token).equals("||")) {
        any |= all;
        all = true;
      } else if (!tokens.get(token).equals("&&")) {
        throw new CaseException("the condition '" + condition + "' is not understood");
      }
      token++;
    }
    return any;
  }

  /** What a variable or a text is; a variable that is not set is empty. */
  private static String value(String token) {
    return switch (token.charAt(0)) {
      case '$' -> VARIABLES.getOrDefault(token.substring(1), "");
      case '"', '\'' -> token.substring(1, token.length() - 1);
      default -> "";
    };
  }
}
