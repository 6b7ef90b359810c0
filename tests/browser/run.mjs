// Walks all journeys:   node tests/browser/run.mjs            (or only those named as arguments)
//   MOTCUA_BIN    the binary; default target/debug/motcua
//   MOTCUA_URL    a demo that is already running
//   MOTCUA_SHOTS  a folder for pictures of every page, wide and narrow
import { launch } from './browser.mjs';
import { journeys, languages } from './journeys.mjs';
import { startServer } from './server.mjs';
import { Walk } from './walk.mjs';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !journeys.some((journey) => journey.name === name));
if (unknown.length) throw new Error(`no journey is called ${unknown.join(', ')}`);

let passed = 0;
let failed = 0;

function told(name, { language, url, findings }) {
  if (findings.length === 0) {
    passed += 1;
    return;
  }
  failed += 1;
  console.log(`FAILED ${name} (${language}) ${URL.canParse(url) ? new URL(url).pathname : url}`);
  for (const finding of findings) console.log(`    ${finding}`);
}

async function walkAll(browser, origin) {
  for (const journey of journeys.filter(({ name }) => !wanted.length || wanted.includes(name))) {
    for (const language of journey.languages ?? languages.slice(0, 1)) {
      const begun = Date.now();
      const before = passed + failed;
      const walk = new Walk(browser, {
        origin,
        language,
        languages,
        name: `${journey.name}-${language}`,
        shots: process.env.MOTCUA_SHOTS,
        told: (result) => told(journey.name, result),
      });
      await walk.take(journey.steps);
      await walk.end();
      const seconds = ((Date.now() - begun) / 1000).toFixed(1);
      console.log(`${journey.name} in ${language}: ${passed + failed - before} looks, ${seconds} s`);
    }
  }
}

const server = await startServer();
const browser = await launch();
try {
  await walkAll(browser, server.origin);
} finally {
  await browser.close();
  await server.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
