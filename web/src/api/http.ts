/** Calls of the farm's API: JSON in, JSON out, and every failure as a value that a person can be shown. */
import { signOut, token } from "./session";
import type { Problem } from "./types";

/** How long an answer may take to begin; a stream has its own watch. */
const TIMEOUT_MS = 30_000;

/** The farm said no. */
export class Refusal extends Error {
  constructor(
    readonly problem: Problem,
    /** `Croft-Request`, to quote when asking an operator. */
    readonly request: string | undefined,
  ) {
    super(problem.detail ?? problem.title);
  }

  is(slug: string): boolean {
    return this.problem.type === `/problems/${slug}`;
  }
}

/** The farm did not answer. */
export class Away extends Error {}

export interface Call {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  /** Sent as JSON, unless `text` is given. */
  body?: unknown;
  text?: { type: string; content: string };
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Calls, and gives the answer's JSON. */
export async function call<T>(path: string, options: Call = {}): Promise<T> {
  const response = await fetched(path, options);
  return (await response.json()) as T;
}

/** Calls, and gives the answer as it comes. Throws Refusal and Away; an abort throws as fetch does. */
export async function fetched(path: string, options: Call = {}): Promise<Response> {
  const headers: Record<string, string> = { Authorization: `Bearer ${token() ?? ""}`, ...options.headers };
  const init: RequestInit = { method: options.method ?? "GET", headers, cache: "no-store" };
  if (options.text !== undefined) {
    headers["Content-Type"] = options.text.type;
    init.body = options.text.content;
  } else if (options.body !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(options.body);
  }
  const patience = AbortSignal.timeout(TIMEOUT_MS);
  init.signal = options.signal ? AbortSignal.any([options.signal, patience]) : patience;
  let response: Response;
  try {
    response = await fetch(path + queryOf(options.query), init);
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    throw new Away(patience.aborted ? "the farm did not answer within 30 s" : "the farm cannot be reached");
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

/** Reads a problem out of an answer; a proxy's page becomes one, too. */
export async function refusal(response: Response): Promise<Error> {
  if (response.status === 401) signOut();
  const request = response.headers.get("Croft-Request") ?? undefined;
  if ((response.headers.get("Content-Type") ?? "").startsWith("application/problem+json")) {
    return new Refusal((await response.json()) as Problem, request);
  }
  return new Away(`something before the farm answered ${response.status} ${response.statusText}`);
}

function queryOf(query: Call["query"]): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

/** A sentence or two for a person, whatever was thrown. */
export function explained(error: unknown): string {
  if (error instanceof Refusal) {
    return [error.problem.detail ?? error.problem.title, error.problem.next].filter(Boolean).join(" ");
  }
  return error instanceof Error ? error.message : String(error);
}
