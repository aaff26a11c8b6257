package croft.server.api;

/** Calls that belong together. */
interface CallGroup {
  /** The path of everything that belongs to a project. */
  String PROJECT = "/api/v1/projects/{project}";

  void addTo(Routes routes);
}
