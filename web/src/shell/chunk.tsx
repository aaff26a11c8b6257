/**
 * A component of its own chunk, read when it is first shown. Not Solid's `lazy`: that needs a Suspense around it, and
 * under one the whole view goes blank whenever anything in it is read for the first time, such as a job whose panel opens.
 */
import { createSignal, Show, type Component, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";

export function chunk<P extends Record<string, unknown>>(load: () => Promise<{ default: Component<P> }>): Component<P> {
  const [loaded, setLoaded] = createSignal<Component<P>>();
  const [failure, setFailure] = createSignal<Error>();
  const read = () => {
    setFailure(undefined);
    load().then(
      (module) => setLoaded(() => module.default),
      () => setFailure(new Error("its script could not be read; perhaps the farm is away, or newer than this page")),
    );
  };
  return (props: P): JSX.Element => {
    if (loaded() === undefined) read();
    return (
      <Show when={loaded()} fallback={<Failed failure={failure()} />}>
        {(component) => <Dynamic component={component()} {...props} />}
      </Show>
    );
  };
}

/** Leaves it to whoever catches errors around the view. */
function Failed(props: { failure: Error | undefined }): JSX.Element {
  return (
    <Show when={props.failure}>
      {(failure) => {
        throw failure();
      }}
    </Show>
  );
}
