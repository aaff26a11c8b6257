package croft.protocol.wire;

/**
 * Decides one breakpoint, once. The farm keeps only its digest: it is not shown again.
 *
 * @param token the secret
 * @param url where to post the decision; relative to the farm's address
 */
public record DecisionToken(String token, String url) {
  public DecisionToken {
    Check.token("token", token);
    Check.present("url", url);
  }
}
