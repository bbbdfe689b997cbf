// Builds the styles (left-to-right and right-to-left) and the script of every page.
// `node build.mjs` writes them; `node build.mjs --check` only proves that they build.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import rtlcss from "rtlcss";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../src/homeward/foundation/web/static/built");
const version = (name) =>
  JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf8")).version;

/** Comments name web addresses; ours says what is inside and where its licence is kept. */
function withBanner(code, parts) {
  const named = parts.map(([name, licence]) => `${name} ${version(name)} (${licence})`).join(", ");
  return `/* Homeward, Apache-2.0. Contains parts of ${named}: see NOTICE. */\n${code.trim()}\n`;
}

const withoutComments = (css) => css.replace(/\/\*[\s\S]*?\*\//g, "");

function styles() {
  const { css } = sass.compile(join(here, "styles/homeward.scss"), {
    loadPaths: [join(here, "node_modules")],
    style: "compressed",
    charset: false,
    quietDeps: true,
    // Bootstrap 5.3 is still written with @import.
    silenceDeprecations: ["import"],
  });
  const parts = [["bootstrap", "MIT"]];
  const plain = withoutComments(css);
  return {
    "homeward.css": withBanner(plain, parts),
    "homeward.rtl.css": withBanner(withoutComments(rtlcss.process(plain)), parts),
  };
}

function script() {
  const result = esbuild.buildSync({
    entryPoints: [join(here, "src/homeward.ts")],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: ["es2022"],
    legalComments: "none",
  });
  const parts = [
    ["d3-sankey", "BSD-3-Clause"],
    ["d3-array", "BSD-3-Clause"],
    ["d3-shape", "BSD-3-Clause"],
  ];
  return { "homeward.js": withBanner(result.outputFiles[0].text, parts) };
}

const files = { ...styles(), ...script() };
if (!process.argv.includes("--check")) {
  mkdirSync(target, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(target, name), text);
}
