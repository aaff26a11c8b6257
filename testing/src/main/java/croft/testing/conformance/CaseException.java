package croft.testing.conformance;

/** A case asks for something that the translation does not know, or that Croft does not do. */
final class CaseException extends Exception {
  private static final long serialVersionUID = 1L;

  CaseException(String message) {
    super(message);
  }
}
