import { For, Index, Match, Show, Switch, type JSX } from "solid-js";
import { plain } from "../ui/text";
import type { ParameterView } from "./calls";
import type { Fault } from "./places";

export interface ParametersProps {
  parameters: readonly ParameterView[];
  set: Readonly<Record<string, string>>;
  faults: readonly Fault[];
  /** undefined: as the file has it. */
  onValue: (name: string, value: string | undefined) => void;
}

/** A field for each parameter, of its type. Fields stay the same elements when the farm answers, so they keep focus. */
export function Parameters(props: ParametersProps): JSX.Element {
  const faultOf = (name: string) => props.faults.find((fault) => fault.parameter === name)?.message;
  return (
    <form class="parameters" aria-label="Parameters" onSubmit={(event) => event.preventDefault()}>
      <Index each={props.parameters}>
        {(parameter) => {
          const id = () => `parameter-${parameter().name}`;
          const given = () => props.set[parameter().name];
          const value = () => given() ?? parameter().default ?? "";
          const change = (next: string) => props.onValue(parameter().name, next === parameter().default ? undefined : next);
          const described = () => `${id()}-about`;
          return (
            <div class="parameter" classList={{ changed: given() !== undefined }}>
              <div class="parameter-head">
                <label for={id()}>{plain(parameter().name)}</label>
                <Show when={parameter().required && parameter().default === undefined}>
                  <span class="must">required</span>
                </Show>
                <Show when={given() !== undefined && parameter().default !== undefined}>
                  <button
                    type="button"
                    class="link"
                    aria-label={`${parameter().name}: back to the default`}
                    title={`Default: ${plain(parameter().default ?? "") || "(empty)"}`}
                    onClick={() => props.onValue(parameter().name, undefined)}
                  >
                    Reset
                  </button>
                </Show>
              </div>
              <Switch>
                <Match when={parameter().type === "boolean"}>
                  <label class="switch">
                    <input
                      id={id()}
                      type="checkbox"
                      role="switch"
                      aria-label={parameter().name}
                      checked={value() === "true"}
                      aria-describedby={described()}
                      onChange={(event) => change(String(event.currentTarget.checked))}
                    />
                    <span aria-hidden="true" />
                    {value() === "true" ? "true" : "false"}
                  </label>
                </Match>
                <Match when={parameter().type === "choice" && parameter().choices.length <= 4}>
                  <div class="choices" role="radiogroup" aria-label={parameter().name} aria-describedby={described()}>
                    <For each={parameter().choices}>
                      {(choice, i) => (
                        <label>
                          <input
                            id={i() === 0 ? id() : undefined}
                            type="radio"
                            name={id()}
                            checked={value() === choice}
                            onChange={() => change(choice)}
                          />
                          <span>{plain(choice)}</span>
                        </label>
                      )}
                    </For>
                  </div>
                </Match>
                <Match when={parameter().type === "choice"}>
                  <select id={id()} aria-describedby={described()} onChange={(event) => change(event.currentTarget.value)}>
                    <Show when={value() === ""}>
                      <option value="" selected>
                        Choose…
                      </option>
                    </Show>
                    <For each={parameter().choices}>
                      {(choice) => (
                        <option value={choice} selected={value() === choice}>
                          {plain(choice)}
                        </option>
                      )}
                    </For>
                  </select>
                </Match>
                <Match when={parameter().type === "list" && parameter().choices.length > 0}>
                  <ListOf id={id()} name={parameter().name} choices={parameter().choices} value={value()} described={described()} onValue={change} />
                </Match>
                <Match when={true}>
                  <input
                    id={id()}
                    type="text"
                    inputmode={parameter().type === "number" ? "decimal" : undefined}
                    autocomplete="off"
                    spellcheck={false}
                    placeholder={parameter().type === "list" ? "one, two, three" : parameter().type === "number" ? "0" : ""}
                    value={value()}
                    aria-invalid={faultOf(parameter().name) !== undefined}
                    aria-describedby={described()}
                    onInput={(event) => change(event.currentTarget.value)}
                  />
                </Match>
              </Switch>
              <p id={described()} class="parameter-about">
                <Show when={faultOf(parameter().name)} fallback={plain(parameter().description)}>
                  {(fault) => <span class="bad">{plain(fault())}</span>}
                </Show>
              </p>
            </div>
          );
        }}
      </Index>
    </form>
  );
}

/** Some of what can be in a list; sent with commas between, in the order of the choices. */
function ListOf(props: {
  id: string;
  name: string;
  choices: readonly string[];
  value: string;
  described: string;
  onValue: (value: string) => void;
}): JSX.Element {
  const chosen = () => new Set(props.value.split(",").map((each) => each.trim()).filter((each) => each !== ""));
  const toggle = (choice: string, on: boolean) => {
    const next = chosen();
    if (on) next.add(choice);
    else next.delete(choice);
    props.onValue(props.choices.filter((each) => next.has(each)).join(","));
  };
  return (
    <div class="choices" role="group" aria-label={props.name} aria-describedby={props.described}>
      <For each={props.choices}>
        {(choice, i) => (
          <label>
            <input
              id={i() === 0 ? props.id : undefined}
              type="checkbox"
              checked={chosen().has(choice)}
              onChange={(event) => toggle(choice, event.currentTarget.checked)}
            />
            <span>{plain(choice)}</span>
          </label>
        )}
      </For>
    </div>
  );
}
