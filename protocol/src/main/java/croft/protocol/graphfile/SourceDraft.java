package croft.protocol.graphfile;

import org.jspecify.annotations.Nullable;

/**
 * A source as the file has it.
 *
 * @param repository null: that of the defaults, together with its revision
 * @param at where it is
 */
record SourceDraft(
    @Nullable ValueDraft repository,
    @Nullable ValueDraft revision,
    @Nullable ValueDraft path,
    Place at) {

  /** Where it is, which does not make two that say the same differ. */
  record Place(long position, String path) {
    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Place;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }
}
