import type { JSX } from "solid-js";
import { useCommands } from "../shell/commands";
import { setQuery } from "../shell/router";
import type { Wanted } from "./fold";

/** Which jobs a board shows, and its keys. */
export function BoardFilter(props: { wanted: Wanted }): JSX.Element {
  let search: HTMLInputElement | undefined;
  useCommands([{ id: "filter-jobs", title: "Filter jobs", section: "View", keys: "/", run: () => search?.focus() }]);
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={props.wanted.unresolved}
          onChange={(event) => setQuery({ unresolved: event.currentTarget.checked ? "1" : undefined }, { replace: true })}
        />
        Unresolved only
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={props.wanted.inactive}
          onChange={(event) => setQuery({ inactive: event.currentTarget.checked ? undefined : "hide" }, { replace: true })}
        />
        Inactive
      </label>
      <span class="keys-hint">
        <kbd>n</kbd> <kbd>p</kbd> failures
      </span>
      <input
        class="search"
        type="search"
        placeholder="Filter jobs"
        aria-label="Filter jobs"
        ref={(it) => (search = it)}
        value={props.wanted.words.join(" ")}
        onInput={(event) => setQuery({ jobs: event.currentTarget.value }, { replace: true })}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
    </>
  );
}
