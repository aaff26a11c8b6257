package croft.server.farm;

/** The farm behind the HTTP side. */
public record Farm(
    Submissions submissions, GraphCommands commands, Dispatch dispatch, Changes changes) {}
