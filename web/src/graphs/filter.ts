import type { GraphView } from "../api/types";

export const FILTERS = ["all", "running", "failed", "succeeded", "waiting"] as const;
export type Filter = (typeof FILTERS)[number];

/** The graphs of a filter in which every word that was typed occurs. */
export function filtered(views: readonly GraphView[], filter: Filter, typed: string): readonly GraphView[] {
  const words = typed.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return views.filter((view) => isOf(view, filter) && (words.length === 0 || hasAll(view, words)));
}

function isOf(view: GraphView, filter: Filter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "running":
      return view.state === "running";
    case "failed":
      return view.state === "failed" || (view.state === "running" && (view.counts.failed ?? 0) > 0);
    case "succeeded":
      return view.state === "succeeded";
    case "waiting":
      return view.state === "draft" || (view.state === "running" && (view.paused || (view.counts.held ?? 0) > 0));
  }
}

function hasAll(view: GraphView, words: readonly string[]): boolean {
  const about = view.subject;
  const text = [
    view.name,
    String(view.graph),
    view.author,
    view.template,
    about?.title,
    about?.branch,
    about?.commit,
    about?.author,
    about?.repository,
    ...view.tags,
  ]
    .join("\n")
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
