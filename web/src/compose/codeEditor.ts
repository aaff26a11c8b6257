/** The editor of graph files: CodeMirror with YAML, words from the JSON Schema, and the farm's faults where they are. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, snippet, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, hoverTooltip, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import graphSchema from "../../../protocol/src/main/resources/croft/graph.schema.json";
import { spanOf, type Fault } from "./places";
import { about, keysAt, valuesAt, type Proposal, type Schema } from "./schema";
import { spotAt } from "./yamlPath";

const SCHEMA = graphSchema as unknown as Schema;

/** Beyond this, completion and hovering would read too much at each key. */
const HELPED_MAX = 300_000;

export interface CodeEditor {
  text(): string;
  setText(text: string): void;
  mark(faults: readonly Fault[]): void;
  goTo(fault: Fault): void;
  focus(): void;
  destroy(): void;
}

export function createEditor(host: HTMLElement, text: string, changed: (text: string) => void): CodeEditor {
  // In a shadow tree the editor's styles are adopted sheets, which the content security policy allows; elements are not.
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  // Keys that are typed here are no commands of the page: from outside the target is only the host.
  const typed = (event: KeyboardEvent) => {
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
  };
  host.addEventListener("keydown", typed);
  let quiet = false;
  const view = new EditorView({
    parent: root as unknown as Element,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        yaml(),
        syntaxHighlighting(COLOURS),
        autocompletion({ override: [complete], activateOnTyping: true, icons: false }),
        hoverTooltip(explain, { hoverTime: 400 }),
        placeholder("Type, paste or drop a graph file, in YAML or JSON"),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
        EditorView.contentAttributes.of({ "aria-label": "Graph file in YAML or JSON. Escape, then Tab leaves it.", spellcheck: "false" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !quiet) changed(update.state.doc.toString());
        }),
        THEME,
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    setText(next) {
      if (next === view.state.doc.toString()) return;
      quiet = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
      quiet = false;
    },
    mark(faults) {
      const doc = view.state.doc.toString();
      const diagnostics: Diagnostic[] = [];
      for (const fault of faults) {
        const span = spanOf(doc, fault);
        if (span !== undefined) diagnostics.push({ ...span, severity: "error", message: fault.message, source: fault.where });
      }
      view.dispatch(setDiagnostics(view.state, diagnostics.sort((a, b) => a.from - b.from)));
    },
    goTo(fault) {
      const span = spanOf(view.state.doc.toString(), fault);
      if (span !== undefined) view.dispatch({ selection: { anchor: span.from }, effects: EditorView.scrollIntoView(span.from, { y: "center" }) });
      view.focus();
    },
    focus: () => view.focus(),
    destroy() {
      host.removeEventListener("keydown", typed);
      view.destroy();
    },
  };
}

function complete(context: CompletionContext): CompletionResult | null {
  if (context.state.doc.length > HELPED_MAX) return null;
  const text = context.state.doc.toString();
  const spot = spotAt(text, context.pos);
  if (spot === undefined || spot.from > context.pos) return null;
  const word = text.slice(spot.from, context.pos);
  if (!/^[\w./-]*$/.test(word) || (word === "" && !context.explicit)) return null;
  const parents = spot.path;
  const proposals = spot.value ? valuesAt(SCHEMA, parents) : keysAt(SCHEMA, parents, spot.siblings);
  const inLine = /[{[][^}\]]*$/.test(context.state.doc.lineAt(context.pos).text.slice(0, context.pos - context.state.doc.lineAt(context.pos).from));
  const options: Completion[] = proposals.map((each) => ({
    label: each.label,
    detail: each.detail,
    type: each.kind === "key" ? "property" : "enum",
    ...(each.info === "" ? {} : { info: each.info }),
    apply: insertion(each, inLine),
  }));
  if (parents.at(-1) === "[]" && ["needs", "after"].includes(parents.at(-2) ?? "")) options.push(...jobKeys(text));
  return options.length === 0 ? null : { from: spot.from, options, validFor: /^[\w./-]*$/ };
}

/** Keys of the file's jobs, as they stand in it. */
function jobKeys(text: string): Completion[] {
  const start = /^jobs:[^\S\n]*$/m.exec(text);
  if (start === null) return [];
  const keys = new Set<string>();
  for (const match of text.slice(start.index).matchAll(/^ {2}([\w./=-]+):/gm)) keys.add(match[1] ?? "");
  return [...keys].map((label) => ({ label, type: "constant", detail: "job" }));
}

function insertion(proposal: Proposal, inLine: boolean): Completion["apply"] & {} {
  if (proposal.kind === "value") return proposal.label;
  if (proposal.shape === "list") return snippet(`${proposal.label}: [\${}]`);
  if (proposal.shape === "map") return inLine ? snippet(`${proposal.label}: {\${}}`) : snippet(`${proposal.label}:\n\t\${}`);
  return `${proposal.label}: `;
}

/** What the schema says of the key under the pointer. */
function explain(view: EditorView, at: number) {
  const doc = view.state.doc;
  if (doc.length > HELPED_MAX) return null;
  const line = doc.lineAt(at);
  const key = /^\s*(?:- +)?([\w-]+):/.exec(line.text);
  if (key === null) return null;
  const from = line.from + (key[0].length - 1 - (key[1] ?? "").length);
  const to = line.from + key[0].length - 1;
  if (at < from || at > to) return null;
  const spot = spotAt(doc.toString(), line.from + key[0].length);
  const said = spot === undefined ? undefined : about(SCHEMA, spot.path.at(-1) === key[1] ? spot.path : [...spot.path, key[1] ?? ""]);
  if (said === undefined) return null;
  return {
    pos: from,
    end: to,
    create: () => {
      const dom = document.createElement("div");
      dom.className = "cm-about";
      const title = document.createElement("b");
      title.textContent = said.title;
      const text = document.createElement("p");
      text.textContent = said.text;
      dom.append(title, text);
      return { dom };
    },
  };
}

const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent-text, var(--focus))" },
  { tag: tags.comment, color: "var(--ink-3)", fontStyle: "italic" },
  { tag: tags.string, color: "var(--ink)" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "var(--held)" },
  { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: "var(--ink-3)" },
]);

const THEME = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--bg)", fontSize: "12.5px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--bg)", color: "var(--ink-3)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--bg-hover) 60%, transparent)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { background: "var(--bg-chosen) !important" },
  ".cm-matchingBracket": { backgroundColor: "var(--bg-chosen)", outline: "none" },
  ".cm-placeholder": { color: "var(--ink-3)" },
  ".cm-tooltip": { backgroundColor: "var(--bg)", color: "var(--ink)", border: "1px solid var(--line-strong)", borderRadius: "6px", boxShadow: "var(--shadow)", fontFamily: "var(--font)", fontSize: "12.5px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "16em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--bg-chosen) !important", color: "var(--ink) !important" },
  ".cm-completionDetail": { color: "var(--ink-3)", fontStyle: "normal", fontFamily: "var(--font)" },
  ".cm-completionInfo": { padding: "8px 10px", maxWidth: "320px", lineHeight: "1.45" },
  ".cm-about": { padding: "8px 10px", maxWidth: "360px", lineHeight: "1.45" },
  ".cm-about p": { margin: "2px 0 0", color: "var(--ink-2)" },
  ".cm-diagnostic": { padding: "5px 10px", borderLeft: "3px solid var(--failed)" },
  ".cm-diagnosticSource": { color: "var(--ink-3)", opacity: "1" },
  // The policy allows no pictures that are written into a style sheet.
  ".cm-lint-marker-error": { content: "normal", width: "8px", height: "8px", margin: "5px 3px", borderRadius: "2px", transform: "rotate(45deg)", backgroundColor: "var(--failed)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--failed) 1px", textUnderlineOffset: "3px" },
});
