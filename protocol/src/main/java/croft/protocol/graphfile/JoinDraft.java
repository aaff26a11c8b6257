package croft.protocol.graphfile;

/**
 * "At least k of these" as the file has it.
 *
 * @param draft number of the job draft that it belongs to
 * @param atLeast k, not yet compared with the number of members
 * @param from its members are those from here …
 * @param to … up to here, in the {@link DependencyDrafts} of joins
 * @param path of the list of members
 */
record JoinDraft(int draft, int atLeast, int from, int to, long at, String path) {}
