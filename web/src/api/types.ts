/** The wire's records by name. They are generated from the OpenAPI document; nothing here is written by hand. */
import type { components } from "../../generated/schema";

type Schemas = components["schemas"];

export type ArtifactView = Schemas["ArtifactView"];
export type AttemptView = Schemas["AttemptView"];
export type Changed = Schemas["Changed"];
export type Counts = Schemas["Counts"];
export type DecisionView = Schemas["DecisionView"];
export type EditView = Schemas["EditView"];
export type Face = Schemas["Face"];
export type GraphState = Schemas["GraphState"];
export type GraphView = Schemas["GraphView"];
export type GraphColumns = Schemas["GraphColumns"];
export type JobDetail = Schemas["JobDetail"];
export type JobState = Schemas["JobState"];
export type JobView = Schemas["JobView"];
export type Operation = Schemas["Operation"];
export type Problem = Schemas["Problem"];
export type SeriesView = Schemas["SeriesView"];
export type SampleView = Schemas["SampleView"];
export type StreamJobs = Schemas["StreamJobs"];
export type StreamLog = Schemas["StreamLog"];
export type StreamReset = Schemas["StreamReset"];
export type TestCounts = Schemas["TestCounts"];
export type FailureRate = Schemas["FailureRate"];
export type JobRate = Schemas["JobRate"];
export type SeriesResult = Schemas["SeriesResult"];
export type WorkerView = Schemas["WorkerView"];
export type Standing = Schemas["Standing"];
export type StandingView = Schemas["StandingView"];
export type SetStanding = Partial<Schemas["SetStanding"]> & Pick<Schemas["SetStanding"], "standing">;

/** A piece of a list; `next` is given as `after` for the following one. */
export interface Page<T> {
  items: T[];
  next?: string;
}
