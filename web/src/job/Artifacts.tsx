import { createResource, createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import { farm } from "../api/farm";
import { explained } from "../api/http";
import type { ArtifactView } from "../api/types";
import { bytes, plain } from "../ui/text";
import { complain } from "../ui/toast";
import { readReport, type Report } from "./junit";
import { TestReport } from "./TestReport";

/** Larger ones are saved, not shown. */
const SHOWN_MAX = 2 << 20;
const PICTURES = /\.(png|jpe?g|gif|webp|avif)$/i;
const REPORT_FILES_MAX = 20;

type Shown =
  | { kind: "text"; name: string; text: string }
  | { kind: "picture"; name: string; url: string }
  | { kind: "page"; name: string; url: string; text: string };

/** What an attempt left. Text is shown as text, pages in a sandbox in which nothing can run. */
export function Artifacts(props: { graph: number; job: number; attempt: number; count: number }): JSX.Element {
  const [list] = createResource(
    () => `${props.graph} ${props.job} ${props.attempt} ${props.count}`,
    async () => {
      try {
        return (await farm.artifacts(props.graph, props.job, props.attempt)).items;
      } catch (error) {
        complain(error);
        return [];
      }
    },
  );
  const [report] = createResource(
    () => list.latest?.filter((each) => each.kind === "report").slice(0, REPORT_FILES_MAX),
    async (files): Promise<Report | undefined> => {
      if (files.length === 0) return undefined;
      const texts: string[] = [];
      for (const file of files) {
        if (file.size <= SHOWN_MAX * 4) texts.push(await (await content(file)).text());
      }
      return readReport(texts);
    },
  );
  const [shown, setShown] = createSignal<Shown>();
  const content = (artifact: ArtifactView) => farm.artifact(props.graph, props.job, artifact.attempt, artifact.name);
  const forget = () => {
    const old = shown();
    if (old !== undefined && old.kind !== "text") URL.revokeObjectURL(old.url);
    setShown(undefined);
  };
  onCleanup(forget);
  const open = async (artifact: ArtifactView) => {
    try {
      const response = await content(artifact);
      forget();
      if (PICTURES.test(artifact.name)) {
        const blob = new Blob([await response.arrayBuffer()], { type: `image/${artifact.name.split(".").pop() ?? "png"}` });
        setShown({ kind: "picture", name: artifact.name, url: URL.createObjectURL(blob) });
      } else if (/\.html?$/i.test(artifact.name)) {
        const text = await response.text();
        const url = URL.createObjectURL(new Blob([text], { type: "text/html;charset=utf-8" }));
        setShown({ kind: "page", name: artifact.name, url, text });
      } else setShown({ kind: "text", name: artifact.name, text: await response.text() });
    } catch (error) {
      complain(explained(error));
    }
  };
  const save = async (artifact: ArtifactView) => {
    try {
      const url = URL.createObjectURL(new Blob([await (await content(artifact)).arrayBuffer()], { type: "application/octet-stream" }));
      const link = document.createElement("a");
      link.href = url;
      link.download = artifact.name.split("/").pop() ?? "artifact";
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    } catch (error) {
      complain(error);
    }
  };
  return (
    <div class="artifacts">
      <Show when={report()}>{(read) => <TestReport report={read()} />}</Show>
      <table class="table compact">
        <tbody>
          <For each={list.latest} fallback={<tr><td class="quiet">{list.loading ? "" : "It left nothing."}</td></tr>}>
            {(artifact) => (
              <tr>
                <td class="artifact-name">
                  <Show when={artifact.size <= SHOWN_MAX} fallback={plain(artifact.name)}>
                    <button class="link" onClick={() => void open(artifact)}>
                      {plain(artifact.name)}
                    </button>
                  </Show>
                </td>
                <td class="quiet">{artifact.kind}</td>
                <td class="quiet n">{bytes(artifact.size)}</td>
                <td class="quiet mono">{artifact.sha256.slice(0, 12)}</td>
                <td>
                  <button class="link" aria-label={`Save ${artifact.name}`} onClick={() => void save(artifact)}>
                    Save
                  </button>
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <Show when={shown()} keyed>
        {(it) => (
          <div class="artifact-shown">
            <div class="row">
              <b>{plain(it.name)}</b>
              <span class="grow" />
              <button class="icon" aria-label="Close the artifact" onClick={forget}>
                ×
              </button>
            </div>
            <Show when={it.kind === "text" && it} keyed>
              {(text) => <pre class="source" tabindex="0">{plain(text.text)}</pre>}
            </Show>
            <Show when={it.kind === "picture" && it} keyed>
              {(picture) => <img src={picture.url} alt={`Artifact ${picture.name}`} />}
            </Show>
            <Show when={it.kind === "page" && it} keyed>
              {(page) => <iframe class="artifact-page" sandbox="" title={`Artifact ${page.name}`} src={page.url} />}
            </Show>
          </div>
        )}
      </Show>
    </div>
  );
}
