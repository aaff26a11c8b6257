/** What can be done to a job now: buttons, and the same in the palette with keys. */
import { createMemo, createSignal, For, type JSX } from "solid-js";
import { farm } from "../api/farm";
import type { JobDetail, JobState, Operation } from "../api/types";
import { useCommands, type Command } from "../shell/commands";
import type { GraphStore } from "../stream/graph";
import { isFinal } from "../stream/states";
import { plain } from "../ui/text";
import { complain, say } from "../ui/toast";
import { ask, confirmed } from "../ui/ask";
import { askChange, RerunSheet } from "./RerunSheet";

export interface Action {
  id: string;
  title: string;
  keys?: string;
  danger?: boolean;
  /** Shown as a button, not only in the palette. */
  button: boolean;
  run: () => Promise<void>;
}

interface Subject {
  key: string;
  state: JobState;
  hold: boolean;
  waived: boolean;
  allowFailure: boolean;
  priority: number;
}

/** Sends an edit, says what came of it, and offers to undo it. */
export async function edit(store: GraphStore, operations: Operation[], said: string, reason?: string): Promise<void> {
  try {
    const done = await farm.edit(store.graph, operations, reason === undefined ? {} : { reason });
    store.refresh();
    say(said, {
      title: "Undo",
      run: () => {
        farm.undo(store.graph, done.revision).then(() => store.refresh(), complain);
      },
    });
  } catch (error) {
    complain(error);
  }
}

async function command(store: GraphStore, done: Promise<unknown>, said: string): Promise<void> {
  try {
    await done;
    store.refresh();
    say(said);
  } catch (error) {
    complain(error);
  }
}

export function actionsOf(store: GraphStore, job: Subject): Action[] {
  const name = plain(job.key);
  const over = isFinal(job.state);
  const all: Action[] = [];
  if (job.state === "inactive") {
    all.push({
      id: "activate",
      title: "Switch on",
      keys: "s",
      button: true,
      run: () => edit(store, [{ op: "activate", jobs: [job.key] }], `${name} is switched on`),
    });
  }
  if (over) {
    all.push({
      id: "rerun",
      title: "Run again",
      keys: "r",
      button: true,
      run: () => command(store, farm.commandJob(store.graph, job.key, "rerun", {}), `${name} runs again`),
    });
    all.push({
      id: "rerun-downstream",
      title: "Run again with all that follows",
      keys: "R",
      button: false,
      run: () =>
        command(store, farm.commandJob(store.graph, job.key, "rerun", { downstream: true }), `${name} and what follows run again`),
    });
  }
  if (job.state === "failed" && !job.waived && !job.allowFailure) {
    all.push({
      id: "waive",
      title: "Waive",
      keys: "w",
      button: true,
      run: async () => {
        const reason = await ask(`Waive the failure of ${name}`, "Why does it not count?", "Waive");
        if (reason !== undefined) await edit(store, [{ op: "waive", jobs: [job.key] }], `${name} is waived`, reason);
      },
    });
  }
  if (job.waived) {
    all.push({
      id: "unwaive",
      title: "Take the waiver back",
      button: true,
      run: () => edit(store, [{ op: "unwaive", jobs: [job.key] }], `the failure of ${name} counts again`),
    });
  }
  if (!over && job.state !== "running" && job.state !== "inactive") {
    all.push(
      job.hold
        ? {
            id: "release",
            title: "Release",
            keys: "h",
            button: true,
            run: () => command(store, farm.commandJob(store.graph, job.key, "release", {}), `${name} is released`),
          }
        : {
            id: "hold",
            title: "Hold",
            keys: "h",
            button: true,
            run: () => command(store, farm.commandJob(store.graph, job.key, "hold", {}), `${name} is on hold`),
          },
    );
    all.push({
      id: "deactivate",
      title: "Switch off",
      keys: "s",
      button: true,
      run: () => edit(store, [{ op: "deactivate", jobs: [job.key] }], `${name} is switched off`),
    });
  }
  if (!over && job.state !== "inactive") {
    all.push({
      id: "first",
      title: "Put before others",
      keys: "+",
      button: false,
      run: () =>
        command(
          store,
          farm.commandJob(store.graph, job.key, "priority", { priority: Math.min(job.priority + 10, 1_000) }),
          `${name} has priority ${Math.min(job.priority + 10, 1_000)}`,
        ),
    });
    all.push({
      id: "cancel",
      title: "Cancel",
      keys: "x",
      danger: true,
      button: true,
      run: async () => {
        // A key pressed by mistake must not end hours of work.
        if (!(await confirmed(`Cancel ${name}?`, "Cancel the job"))) return;
        await command(store, farm.commandJob(store.graph, job.key, "cancel", {}), `${name} is being cancelled`);
      },
    });
  }
  return all;
}

export function Actions(props: { store: GraphStore; job: JobDetail }): JSX.Element {
  const changing = (): Action => ({
    id: "rerun-changed",
    title: "With changes…",
    keys: "C",
    button: true,
    run: async () => {
      const { store, job } = props;
      const change = await askChange(job);
      if (change !== undefined) await command(store, farm.commandJob(store.graph, job.key, "rerun", { change }), `${plain(job.key)} runs again, changed`);
    },
  });
  const actions = createMemo(() =>
    actionsOf(props.store, props.job).flatMap((each) => (each.id === "rerun" && props.job.body.script !== "" ? [each, changing()] : [each])),
  );
  const [busy, setBusy] = createSignal(false);
  const run = async (action: Action) => {
    if (busy()) return;
    setBusy(true);
    await action.run();
    setBusy(false);
  };
  useActionCommands(actions, (action) => void run(action));
  return (
    <div class="actions">
      <For each={actions().filter((each) => each.button)}>
        {(action) => (
          <button
            class="button small"
            classList={{ danger: action.danger === true }}
            disabled={busy()}
            title={action.keys === undefined ? undefined : `${action.title} (${action.keys})`}
            onClick={() => void run(action)}
          >
            {action.title}
          </button>
        )}
      </For>
      <RerunSheet />
    </div>
  );
}

/** Commands that change with the job: always there, each does what is possible when it is asked for. */
function useActionCommands(actions: () => Action[], run: (action: Action) => void): void {
  const offer = (action: string, title: string, keys: string): Command => ({
    id: `job-${action}`,
    title,
    section: "Job",
    keys,
    run: () => {
      const possible = actions().find((each) => each.keys === keys);
      if (possible !== undefined) run(possible);
      else say(`That is not possible for this job now.`);
    },
  });
  useCommands([
    offer("rerun", "Run again", "r"),
    offer("rerun-downstream", "Run again with all that follows", "R"),
    offer("rerun-changed", "Run again with changes", "C"),
    offer("toggle", "Switch on or off", "s"),
    offer("hold", "Hold or release", "h"),
    offer("waive", "Waive the failure", "w"),
    offer("first", "Put before others", "+"),
    offer("cancel", "Cancel", "x"),
  ]);
}
