package croft.testing.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/**
 * Random stories for a system under test. Everything follows from the seed, which is part of each
 * failure's message, with the shortest story that was found to fail.
 *
 * @param factory the system under test
 * @param seed where the random numbers begin
 * @param steps the length of each story
 */
public record StoryTest(SystemUnderTest.Factory factory, long seed, int steps) {
  private static final int SHRINKING_TRIES_MAX = 3_000;

  private record Failed(Story story, Throwable fault) {}

  /**
   * Tells stories.
   *
   * @throws AssertionError with the story, if one does not hold
   */
  public void holds(int stories) {
    for (int number = 0; number < stories; number++) {
      Optional<Failed> failed = tell(number);
      if (failed.isPresent()) {
        throw failure(number, failed.get());
      }
    }
  }

  /** The number of the first story that does not hold, of so many; empty if all do. */
  public OptionalInt firstFault(int stories) {
    for (int number = 0; number < stories; number++) {
      if (tell(number).isPresent()) {
        return OptionalInt.of(number);
      }
    }
    return OptionalInt.empty();
  }

  /** Makes up one story while it tells it. Returns it if it does not hold. */
  private Optional<Failed> tell(int number) {
    // Neighbouring seeds give similar first numbers; a large odd factor takes them apart.
    Random random = new Random((seed + number) * 0x9E37_79B9_7F4A_7C15L);
    Set<Feature> features = factory.features();
    StoryWriter writer = new StoryWriter(random, features);
    FarmGraph graph = writer.graph();
    List<Step> told = new ArrayList<>();
    try (StoryRun run = new StoryRun(graph, factory)) {
      for (int step = 0; step < steps; step++) {
        Step next = writer.step(run.model(), run.model().graph().jobs());
        told.add(next);
        run.tell(next);
      }
      return Optional.empty();
    } catch (AssertionError | RuntimeException fault) {
      return Optional.of(new Failed(new Story(graph, told), fault));
    }
  }

  private AssertionError failure(int number, Failed failed) {
    Story shrunk = failed.story.shrunk(factory, SHRINKING_TRIES_MAX);
    Optional<Story.Fault> fault = shrunk.tellTo(factory);
    String what =
        fault
            .map(found -> found.log() + "but:\n  " + found.message())
            .orElse("when told again it holds: " + failed.story + "\nat first: " + failed.fault);
    return new AssertionError(
        "story %d of seed %d does not hold; the shortest that fails:%n%s%s"
            .formatted(number, seed, shrunk.graph(), what),
        fault.map(Story.Fault::cause).orElse(failed.fault));
  }
}
