package croft.protocol.problem;

import croft.protocol.Limits;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An error as the API tells it: {@code application/problem+json} of RFC 9457.
 *
 * @param type the stable identity, {@code /problems/<slug>}; see {@link ProblemType}
 * @param title the type in a few words
 * @param status the HTTP status that it came with
 * @param detail what was wrong this time, with the values that were met; null if the title says all
 * @param next what the caller can do about it; null if there is nothing
 * @param places the first faults, at most {@value Limits#PLACES_MAX}; empty if they have no place
 * @param count how many faults there are in all, more than the places if those were cut; null
 *     without places
 * @param size the size of the log as the farm has it, only with {@link ProblemType#WRONG_OFFSET}
 */
public record Problem(
    String type,
    String title,
    int status,
    @Nullable String detail,
    @Nullable String next,
    List<Place> places,
    @Nullable Integer count,
    @Nullable Long size) {
  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(title, "title");
    places = places == null ? List.of() : List.copyOf(places);
    if (places.size() > Limits.PLACES_MAX) {
      count = count == null ? places.size() : count;
      places = List.copyOf(places.subList(0, Limits.PLACES_MAX));
    }
    if (count == null && !places.isEmpty()) {
      count = places.size();
    }
  }

  /** The entry of the catalogue; null if this program is older than the problem. */
  public @Nullable ProblemType catalogued() {
    return ProblemType.of(type);
  }

  /** As a person reads it: what, where, what to do next. Several lines if there are places. */
  public String text() {
    var text = new StringBuilder(detail == null ? title : detail);
    for (Place place : places) {
      text.append("\n  ").append(place.where()).append(": ").append(place.message());
    }
    if (count != null && count > places.size()) {
      text.append("\n  and ").append(count - places.size()).append(" more");
    }
    if (next != null) {
      text.append('\n').append(next);
    }
    return text.toString();
  }
}
