package croft.store.query;

/**
 * A valid token, as far as the farm knows it.
 *
 * @param name of its holder
 * @param digest the SHA-256 of it; do not change it
 */
@SuppressWarnings("ArrayRecordComponent") // compared in constant time, as bytes
public record TokenRow(String name, byte[] digest) {}
