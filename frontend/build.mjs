// Builds the styles (left-to-right and right-to-left) and the script of every page.
// `node build.mjs` writes them; `node build.mjs --check` only proves that they build.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import rtlcss from "rtlcss";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../src/homeward/foundation/web/static/built");
const documents = join(here, "../src/homeward/foundation/documents/built");
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

// Fonts that are embedded in documents (OFL-1.1): package, folder of the weight, file.
const FONTS = [
  ["noto-sans", "400Regular", "NotoSans_400Regular.ttf"],
  ["noto-sans", "700Bold", "NotoSans_700Bold.ttf"],
  ["noto-sans-arabic", "400Regular", "NotoSansArabic_400Regular.ttf"],
  ["noto-sans-arabic", "700Bold", "NotoSansArabic_700Bold.ttf"],
  ["noto-sans-sc", "400Regular", "NotoSansSC_400Regular.ttf"],
];

/** The colours of light pages, for documents: _tokens.scss stays the only place that names one. */
function tokens() {
  const light = readFileSync(join(here, "styles/_tokens.scss"), "utf8").match(/\$light: \(([^)]*)\)/);
  const pairs = [...light[1].matchAll(/"([a-z-]+)": (#[0-9a-f]{6})/g)];
  return Object.fromEntries(pairs.map(([, name, colour]) => [name, colour]));
}

function writeDocumentParts() {
  mkdirSync(join(documents, "fonts"), { recursive: true });
  writeFileSync(join(documents, "tokens.json"), JSON.stringify(tokens()));
  for (const [name, weight, file] of FONTS) {
    const found = join(here, "node_modules/@expo-google-fonts", name, weight, file);
    copyFileSync(found, join(documents, "fonts", file));
  }
}

const files = { ...styles(), ...script() };
if (!process.argv.includes("--check")) {
  mkdirSync(target, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(target, name), text);
}
if (!process.argv.includes("--check")) writeDocumentParts();
