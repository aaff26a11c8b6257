package croft.server.farm;

import croft.server.edit.FarmEdits;

/** The farm behind the HTTP side. */
public record Farm(
    Submissions submissions,
    Templates templates,
    GraphCommands commands,
    FarmEdits edits,
    Dispatch dispatch,
    Changes changes) {}
