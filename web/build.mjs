// Makes the browser's files from this folder: `node build.mjs OUTPUT_FOLDER`. hatch_build.py runs it.
import { build } from "esbuild";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const output = process.argv[2];
if (!output) throw new Error("usage: node build.mjs OUTPUT_FOLDER");
const shared = { absWorkingDir: here, bundle: true, minify: true, write: false, target: "es2022", legalComments: "none", logLevel: "warning" };

/** One bundle's text. */
async function bundle(options) {
  const made = await build({ ...shared, ...options });
  return made.outputFiles[0].text;
}

/** The licences of all packages that end up in a bundle; the bundles themselves carry no comments. */
async function licences() {
  const lock = JSON.parse(await readFile(join(here, "package-lock.json"), "utf8"));
  const parts = [];
  for (const [path, entry] of Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!path || entry.dev || entry.optional || path.endsWith("/esbuild")) continue;
    const folder = join(here, path);
    const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
    const text = file ? (await readFile(join(folder, file), "utf8")).trim() : "";
    parts.push(`${path.replace(/^.*node_modules\//, "")} ${entry.version} (${entry.license})\n\n${text}`.trim());
  }
  return parts.join(`\n\n${"-".repeat(80)}\n\n`) + "\n";
}

await mkdir(output, { recursive: true });
// The worker travels inside the page's script: a page opened from disk can load no second file.
const worker = await bundle({ entryPoints: ["explorer/worker.ts"], format: "iife" });
const made = {
  "explorer.js": await bundle({ entryPoints: ["explorer/main.ts"], format: "iife", define: { WORKER_SOURCE: JSON.stringify(worker) } }),
  "explorer.css": await bundle({ entryPoints: ["explorer/explorer.css"] }),
  "yasgui.js": await bundle({ entryPoints: ["yasgui/yasgui.mjs"], format: "iife" }),
  "yasgui.css": await bundle({ entryPoints: ["node_modules/@zazuko/yasgui/build/yasgui.min.css"], loader: { ".svg": "dataurl", ".woff2": "dataurl" } }),
  "LICENSES.txt": await licences(),
};
for (const [name, text] of Object.entries(made)) await writeFile(join(output, name), text);
