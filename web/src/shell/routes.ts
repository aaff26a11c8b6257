/** Addresses of the app's views, and what an address means. Pure. */

export interface Match<P> {
  page: P;
  parameters: Record<string, string>;
}

/** Finds the first pattern that fits, such as `/graphs/:graph`; `:name` is one segment, decoded. */
export function match<P>(path: string, patterns: readonly (readonly [string, P])[]): Match<P> | undefined {
  const segments = path.split("/").filter((segment) => segment !== "");
  for (const [pattern, page] of patterns) {
    const wanted = pattern.split("/").filter((segment) => segment !== "");
    if (wanted.length !== segments.length) continue;
    const parameters: Record<string, string> = {};
    const fits = wanted.every((segment, i) => {
      const given = segments[i] as string;
      if (!segment.startsWith(":")) return segment === given;
      try {
        parameters[segment.slice(1)] = decodeURIComponent(given);
        return true;
      } catch {
        return false;
      }
    });
    if (fits) return { page, parameters };
  }
  return undefined;
}

/** The addresses of all views, in one place. */
export const to = {
  graphs: () => "/graphs",
  board: () => "/board",
  graph: (graph: number, tab?: string) => `/graphs/${graph}${tab === undefined ? "" : `?tab=${tab}`}`,
  job: (graph: number, key: string) => `/graphs/${graph}/jobs/${encodeURIComponent(key)}`,
  inbox: () => "/inbox",
  workers: () => "/workers",
  compose: () => "/compose",
  templates: () => "/templates",
  events: () => "/events",
};
