package croft.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import croft.testing.database.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GitLab's cases on the real store: docs/conformance.md. */
class GitlabConformanceTest {
  private static final Path CASES =
      Path.of("..", "..", "shared", "cases", "gitlab-pipeline-processing");
  private static final int KNOWN = 20;

  private static TestDatabase database;
  @TempDir Path folder;

  @BeforeAll
  static void start() {
    database = TestDatabase.migrated();
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private List<String> differences(String yaml) throws IOException {
    Files.writeString(folder.resolve("case.yml"), yaml);
    return GitlabConformance.runAll(folder, database).getFirst().differences();
  }

  @Test
  void everyKnownCaseShowsWhatGitlabShows() throws IOException {
    assumeTrue(
        Files.isDirectory(CASES),
        "no cases in ../shared/cases/gitlab-pipeline-processing beside this checkout: not run");
    List<GitlabConformance.Verdict> verdicts = GitlabConformance.runAll(CASES, database);
    assertThat(verdicts).hasSize(KNOWN);
    assertThat(verdicts).allSatisfy(verdict -> assertThat(verdict.differences()).isEmpty());
  }

  @Test
  void aWrongExpectationIsADifference() throws IOException {
    assertThat(
            differences(
                """
                config:
                  build: {stage: build, script: exit 0}
                  test: {stage: test, script: exit 0}
                init:
                  expect:
                    pipeline: running
                    stages: {build: pending, test: created, deploy: created}
                    jobs: {build: pending, test: pending}
                transitions:
                  - event: run
                    jobs: [build]
                    expect:
                      pipeline: running
                      stages: {build: running, test: created}
                      jobs: {build: running, test: created}
                """))
        .containsExactly(
            "init: pipeline is pending, expected running",
            "init: stage deploy is absent, expected created",
            "init: job test is created, expected pending");
  }

  @Test
  void aJobWaitsForAllItsNeedsThoughOneFailedAlready() throws IOException {
    assertThat(
            differences(
                """
                config:
                  a: {script: exit 1}
                  b: {script: exit 0}
                  c: {script: exit 0, needs: [a, b]}
                  clean: {stage: deploy, script: exit 0, when: always}
                init:
                  expect:
                    pipeline: pending
                    stages: {test: pending, deploy: created}
                    jobs: {a: pending, b: pending, c: created, clean: created}
                transitions:
                  - event: drop
                    jobs: [a]
                    expect:
                      pipeline: running
                      stages: {test: running, deploy: created}
                      jobs: {a: failed, b: pending, c: created, clean: created}
                  - event: success
                    jobs: [b]
                    expect:
                      pipeline: running
                      stages: {test: failed, deploy: pending}
                      jobs: {a: failed, b: success, c: skipped, clean: pending}
                """))
        .isEmpty();
  }

  @Test
  void whatCroftDoesNotDoIsSaidAndNotPassedOver() throws IOException {
    assertThat(
            differences(
                """
                config:
                  a: {script: exit 0}
                  b: {stage: deploy, script: exit 0}
                init:
                  expect:
                    pipeline: pending
                    stages: {test: pending, deploy: created}
                    jobs: {a: pending, b: created}
                transitions:
                  - event: success
                    jobs: [b]
                    expect: {pipeline: running, stages: {}, jobs: {}}
                """))
        .containsExactly("event 1 (success b): b is blocked: no worker can have it for success");
    assertThat(
            differences(
                "config:\n  a: {script: exit 0, parallel: 3}\ninit:\n  expect: {pipeline: pending}"))
        .containsExactly("a: 'parallel' is not translated");
  }
}
