/** The farm's calls about decisions and latches. */
import { PROJECT } from "../api/farm";
import { call } from "../api/http";
import type { DecisionView, Page } from "../api/types";
import type { LatchView } from "../../generated/schema";

const BASE = `/api/v1/projects/${PROJECT}`;

export type { LatchView };

export const calls = {
  waiting: async (mine: boolean) =>
    (await call<Page<DecisionView>>(`${BASE}/decisions`, { query: { open: true, mine, limit: 200 } })).items,

  decided: async () =>
    (await call<Page<DecisionView>>(`${BASE}/decisions`, { query: { limit: 200 } })).items.filter((each) => each.decidedAt !== undefined),

  latches: async () => (await call<Page<LatchView>>(`${BASE}/latches`)).items,

  setLatch: (name: string, open: boolean, reason: string) =>
    call<LatchView>(`${BASE}/latches/${encodeURIComponent(name)}`, {
      method: "PUT",
      body: { open, ...(reason === "" ? {} : { reason }) },
    }),
};
