import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Plugin } from "vite";
import solid from "vite-plugin-solid";
import { defineConfig } from "vitest/config";

/** Script, compressed, that the browser must have before it can show the first route. */
const FIRST_ROUTE_MAX = 60 * 1024;

const OUT = "target/classes/croft/web";

/**
 * Packs what can be packed, and lists all files with their digests: the server offers what is on this list, and
 * nothing else.
 */
function packed(): Plugin {
  return {
    name: "croft-packed",
    apply: "build",
    closeBundle() {
      const lines: string[] = [];
      for (const file of walk(OUT)) {
        const name = relative(OUT, file);
        if (name.endsWith(".gz") || name === "files.txt") continue;
        const bytes = readFileSync(file);
        const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
        const small = gzipSync(bytes, { level: 9 });
        const gzip = small.length < bytes.length;
        if (gzip) writeFileSync(`${file}.gz`, small);
        lines.push(`${name} ${digest} ${gzip ? "gzip" : "plain"}`);
      }
      mkdirSync(OUT, { recursive: true });
      writeFileSync(join(OUT, "files.txt"), `${lines.sort().join("\n")}\n`);
      checkFirstRoute();
    },
  };
}

function* walk(folder: string): Generator<string> {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* walk(path);
    else yield path;
  }
}

/** What index.html names is what is loaded first; a route's own chunk is the largest of those that remain. */
function checkFirstRoute(): void {
  const html = readFileSync(join(OUT, "index.html"), "utf8");
  const first = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1] ?? "");
  const bytes = first.reduce((sum, file) => sum + gzipSync(readFileSync(join(OUT, file))).length, 0);
  if (bytes > FIRST_ROUTE_MAX) {
    throw new Error(`the first route has ${bytes} bytes of script (gzip); the limit is ${FIRST_ROUTE_MAX}`);
  }
  console.log(`first script: ${(bytes / 1024).toFixed(1)} kB gzip in ${first.length} files`);
}

export default defineConfig({
  plugins: [solid(), packed()],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: "es2022",
    // Inlined files would need data: in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    port: 5173,
    // The graph file's schema lies with the protocol.
    fs: { allow: [".", "../protocol/src/main/resources/croft"] },
    proxy: { "/api": process.env["CROFT_URL"] ?? "http://127.0.0.1:8080" },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
