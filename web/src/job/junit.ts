/** Reads JUnit XML that jobs wrote. Parsed as data: no entity is fetched, nothing of it becomes markup. */

export interface TestCase {
  suite: string;
  name: string;
  outcome: "passed" | "failed" | "skipped";
  seconds: number;
  detail: string;
}

export interface Report {
  cases: readonly TestCase[];
  /** Files that were not XML. */
  unreadable: number;
}

const CASES_MAX = 20_000;
const DETAIL_MAX = 20_000;

export function readReport(texts: readonly string[]): Report {
  const cases: TestCase[] = [];
  let unreadable = 0;
  for (const text of texts) {
    const document = new DOMParser().parseFromString(text, "application/xml");
    if (document.getElementsByTagName("parsererror").length > 0) {
      unreadable++;
      continue;
    }
    for (const element of document.getElementsByTagName("testcase")) {
      if (cases.length >= CASES_MAX) break;
      const wrong = element.getElementsByTagName("failure")[0] ?? element.getElementsByTagName("error")[0];
      const skipped = element.getElementsByTagName("skipped")[0];
      cases.push({
        suite: element.getAttribute("classname") ?? element.parentElement?.getAttribute("name") ?? "",
        name: element.getAttribute("name") ?? "",
        outcome: wrong !== undefined ? "failed" : skipped !== undefined ? "skipped" : "passed",
        seconds: Number(element.getAttribute("time") ?? 0) || 0,
        detail: [wrong?.getAttribute("message"), wrong?.textContent].filter(Boolean).join("\n").slice(0, DETAIL_MAX),
      });
    }
  }
  return { cases, unreadable };
}
