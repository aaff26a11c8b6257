package croft.server.blob;

/** What is kept outside the database. */
public record Contents(Blobs blobs, Logs logs) {}
