package croft.server.reuse;

import croft.protocol.json.Digest;
import croft.protocol.json.Json;
import croft.protocol.wire.InputFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * By what two attempts are equal: the job's key, the definition (script, environment, pool, labels,
 * resources, bundle of files, commit), the graph's parameters, which scripts see, and the content
 * of every input at its place. The pool is part of it, so a result never comes from another one,
 * and so never from one that is trusted less.
 */
final class ReuseKey {
  private ReuseKey() {}

  /**
   * The digest of all that counts.
   *
   * @param definition digest of what runs
   */
  static byte[] of(
      String key, String definition, Map<String, String> parameters, List<InputFile> inputs) {
    List<List<String>> files = new ArrayList<>();
    for (InputFile input : inputs) {
      files.add(List.of(input.to(), input.sha256()));
    }
    files.sort(Comparator.comparing(List::getFirst));
    String all = Json.text(List.of(key, definition, new TreeMap<>(parameters), files));
    return Digest.sha256().digest(all.getBytes(StandardCharsets.UTF_8));
  }
}
