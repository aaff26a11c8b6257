package croft.server.farm;

/** The farm behind the HTTP side. */
public record Farm(
    Submissions submissions,
    Templates templates,
    GraphCommands commands,
    GraphEdits edits,
    Dispatch dispatch,
    Changes changes) {}
