// Applies every check to one page, as it was seen by the walker, and to its other languages.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NARROW, WIDE, accessibility, sideways, structure, weight } from './checks.mjs';

// How a page is asked for in a language: the portal's own links do the same.
export function inLanguage(url, language) {
  const asked = new URL(url);
  asked.searchParams.set('lang', language);
  return asked.href;
}

// `seen` is what the walker got: { url, method, status, headers, body, bytes, cookies }.
// Gives the findings as { language, url, findings }, one for each language looked at.
export async function audit(browser, seen, { language, languages, shot }) {
  const results = [];
  const first = await look(browser, seen, { language, url: seen.url, replay: true, shot });
  results.push({ language, url: seen.url, findings: first });
  // The answer to a form cannot be asked for again; a page can, in every language.
  if (seen.method === 'GET' && seen.status === 200) {
    for (const other of languages.filter((one) => one !== language)) {
      const findings = await look(browser, seen, { language: other, url: inLanguage(seen.url, other), replay: false, shot });
      results.push({ language: other, url: seen.url, findings });
    }
  }
  return results;
}

async function look(browser, seen, { language, url, replay, shot }) {
  // A new context has an empty cache: this is somebody's first load.
  const context = await browser.newContext({ viewport: WIDE, locale: language });
  try {
    await context.addCookies(seen.cookies);
    const page = await context.newPage();
    const watch = watchLoads(page, new URL(url).origin, { url, replay });
    if (replay) {
      // Exactly what the walker was shown, also when it was the answer to a POST.
      const { status, headers, body } = seen;
      const mine = (request) => request.isNavigationRequest() && request.url() === url;
      await page.route('**/*', (route) => (mine(route.request()) ? route.fulfill({ status, headers, body }) : route.continue()));
    }
    const response = await page.goto(url, { waitUntil: 'load' });
    const findings = [];
    if (response.status() !== seen.status) findings.push(`status ${response.status()} in this language, not ${seen.status}`);
    findings.push(...(await structure(page, language)), ...(await accessibility(page)));
    if (shot) await photograph(page, shot, language, 'wide');
    await page.setViewportSize(NARROW);
    findings.push(...(await sideways(page)));
    if (replay) findings.push(...(await accessibility(page)).filter((finding) => !findings.includes(finding)));
    if (shot) await photograph(page, shot, language, 'narrow');
    const bytes = (await watch.bytes()) + (replay ? seen.bytes : 0);
    findings.push(...weight(bytes), ...watch.findings());
    return findings;
  } finally {
    await context.close();
  }
}

// Counts what a page loads and notices what goes wrong meanwhile.
function watchLoads(page, origin, { url, replay }) {
  const sizes = [];
  const findings = [];
  page.on('requestfinished', (request) => {
    // A page shown again comes from here, unpacked: what the walker loaded is counted instead.
    if (replay && request.isNavigationRequest() && request.url() === url) return;
    sizes.push(request.sizes().then((size) => size.responseBodySize + size.responseHeadersSize, () => 0));
  });
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (asked.origin !== origin && !['data:', 'blob:'].includes(asked.protocol)) findings.push(`loads from elsewhere: ${asked.origin}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && response.url() !== url && !response.request().isNavigationRequest()) {
      findings.push(`${new URL(response.url()).pathname} answers ${response.status()}`);
    }
  });
  page.on('pageerror', (error) => findings.push(`script stopped: ${error.message}`));
  page.on('console', (message) => {
    // The browser repeats statuses here, which have been counted above.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) findings.push(`console: ${message.text()}`);
  });
  return {
    bytes: async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0),
    findings: () => [...new Set(findings)],
  };
}

async function photograph(page, { folder, name }, language, width) {
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}-${language}-${width}.png`), fullPage: true });
}
