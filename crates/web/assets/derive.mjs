// Makes frontend.css and the fixtures of ../tests/fixtures from govuk-frontend. See README.md.
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(process.cwd(), "package.json"));
const sass = require("sass");
const root = dirname(require.resolve("govuk-frontend/package.json"));
const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;

const css = sass.compile(join(here, "frontend.scss"), {
  style: "compressed", charset: false, loadPaths: [join(root, "dist")],
}).css;
for (const mark of ["@font-face", "GDS Transport", "url("]) {
  if (css.includes(mark)) throw new Error(`frontend.css would contain ${mark}`);
}
writeFileSync(join(here, "frontend.css"), `/*! govuk-frontend ${version}, MIT, see govuk-frontend.LICENSE.txt */${css}\n`);

// The cases our functions can express; the rest of the published ones set attributes or classes by hand.
const cases = JSON.parse(readFileSync(join(here, "../tests/fixtures/cases.json"), "utf8"));
mkdirSync(join(here, "../tests/fixtures"), { recursive: true });
for (const [component, names] of Object.entries(cases)) {
  const all = JSON.parse(readFileSync(join(root, "dist/govuk/components", component, "fixtures.json"), "utf8")).fixtures;
  const kept = names.map((name) => {
    const found = all.find((fixture) => fixture.name === name);
    if (!found) throw new Error(`${component} has no fixture "${name}"`);
    return { name, options: found.options, html: found.html };
  });
  writeFileSync(join(here, "../tests/fixtures", `${component}.json`), `${JSON.stringify(kept, null, 1)}\n`);
}
