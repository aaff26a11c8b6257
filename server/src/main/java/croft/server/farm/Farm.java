package croft.server.farm;

/** The farm behind the HTTP side. */
public record Farm(
    Submissions submissions,
    Templates templates,
    GraphCommands commands,
    GraphEdits edits,
    Sampling sampling,
    Decisions decisions,
    Settings settings,
    Dispatch dispatch,
    Changes changes) {}
