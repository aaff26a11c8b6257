/** Globs over keys, as the farm reads them: `*` is any run of characters but `/`, `**` any run at all. */

/** A test for keys. Text without a star finds keys that contain it, as people type before they think of globs. */
export function matcher(typed: string): (key: string) => boolean {
  const text = typed.trim();
  if (text === "") return () => true;
  if (!text.includes("*")) {
    const wanted = text.toLowerCase();
    return (key) => key.toLowerCase().includes(wanted);
  }
  return glob(text);
}

export function glob(pattern: string): (key: string) => boolean {
  const source = pattern
    .split("**")
    .map((part) => part.split("*").map(escaped).join("[^/]*"))
    .join(".*");
  const expression = new RegExp(`^${source}$`, "s");
  return (key) => expression.test(key);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
