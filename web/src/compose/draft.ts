/** What a person has typed, kept in this browser until it was submitted: no error, sign-out or closed tab takes it away. */
import type { Overrides } from "./choice";

export interface Draft {
  text: string;
  set: Record<string, string>;
  overrides: Overrides;
}

const EMPTY: Draft = { text: "", set: {}, overrides: {} };

/** Text that is kept; longer files come from somewhere and can be dropped again. */
const TEXT_MAX = 2_000_000;

/** `template`: undefined for the file of one's own. */
function name(template: string | undefined): string {
  return template === undefined ? "croft.compose" : `croft.compose.template.${template}`;
}

export function readDraft(template?: string): Draft {
  try {
    const kept = localStorage.getItem(name(template));
    if (kept === null) return EMPTY;
    const draft = JSON.parse(kept) as Partial<Draft>;
    return { text: String(draft.text ?? ""), set: draft.set ?? {}, overrides: draft.overrides ?? {} };
  } catch {
    return EMPTY;
  }
}

export function keepDraft(draft: Draft, template?: string): void {
  const empty = draft.text === "" && Object.keys(draft.set).length === 0 && Object.keys(draft.overrides).length === 0;
  try {
    if (empty) localStorage.removeItem(name(template));
    else localStorage.setItem(name(template), JSON.stringify({ ...draft, text: draft.text.slice(0, TEXT_MAX) }));
  } catch {
    // The browser's store is full or closed: then only this tab has it.
  }
}

/** How a text is written: JSON, jobs line by line, or YAML. */
export function mediaOf(text: string): string {
  const start = text.trimStart();
  if (!start.startsWith("{")) return "application/yaml";
  const newline = start.indexOf("\n");
  if (newline > 0 && start.slice(newline + 1).trimStart().startsWith("{")) {
    try {
      JSON.parse(start.slice(0, newline));
      return "application/x-ndjson";
    } catch {
      return "application/json";
    }
  }
  return "application/json";
}
