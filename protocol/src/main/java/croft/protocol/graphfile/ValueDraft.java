package croft.protocol.graphfile;

/**
 * A text of the file, or the name of a parameter whose value stands for it.
 *
 * @param at where it is; 0 for a text, which was checked when it was read, so that jobs which say
 *     the same are equal
 * @param path likewise; empty for a text
 */
record ValueDraft(String text, boolean isParameter, long at, String path) {
  static ValueDraft ofText(String text) {
    return new ValueDraft(text, false, 0, "");
  }
}
