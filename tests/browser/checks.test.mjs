// Each check finds its fault, and a good page has none: on a small portal made here.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { addPasskeyDevice, launch } from './browser.mjs';
import { FIRST_LOAD_BYTES_MAX } from './checks.mjs';
import { Walk } from './walk.mjs';

const languages = ['en', 'vi'];
const good = '<h1>Boats</h1><p>Island of boats.</p>';
const form = (hull, error) => `<h1>Boat</h1>
  <form method="post" action="/form">${error}<label for="hull">Hull</label>
  <input id="hull" name="hull" value="${hull}"><fieldset><legend>Kind</legend>
  <label><input type="radio" name="kind" value="sail"> Sail</label>
  <label><input type="radio" name="kind" value="row"> Row</label></fieldset>
  <label><input type="checkbox" name="terms"> I agree</label>
  <label for="port">Port</label><select id="port" name="port"><option>North<option>South</select>
  <label for="paper">Paper</label><input id="paper" name="paper" type="file">
  <button>Send</button></form>`;

// path → what stands in main, or { main, head, lang, headers }
const pages = {
  '/good': good,
  '/two-h1': `${good}<h1>Again</h1>`,
  '/language': { main: good, lang: 'xx' },
  '/wide': `${good}<div style="width: 700px">wide</div>`,
  '/no-label': `${good}<form method="post"><input name="hull"></form>`,
  '/label-astray': `${good}<label for="gone">Hull</label>`,
  '/twin-ids': `${good}<p id="a">a</p><p id="a">b</p>`,
  '/contrast': `${good}<p style="color: #ddd; background: #fff">Hard to read</p>`,
  '/heavy': `${good}<!-- ${'x'.repeat(FIRST_LOAD_BYTES_MAX)} -->`,
  '/heavy-style': { main: good, head: '<link rel="stylesheet" href="/style.css">' },
  '/missing': { main: good, head: '<link rel="stylesheet" href="/gone.css">' },
  '/elsewhere': `${good}<img alt="far" src="http://far.example/a.png">`,
  '/script': `${good}<script>throw new Error('oh')</script>`,
  '/policy': { main: `${good}<script>1</script>`, headers: { 'content-security-policy': "default-src 'self'" } },
  '/script-only': `${good}<a href="#">Next</a>`,
  '/needs-script': `<script>document.querySelector('main').innerHTML += '<a href="/good">on</a>'</script>${good}`,
  '/form': form('', ''),
  '/link': `${good}<a class="on" href="/good">Onward</a><p id="number">H-7</p>`,
  '/redirect': { headers: { location: '/good' }, status: 303 },
};

function render({ main = '', head = '', lang }) {
  return `<!doctype html><html lang="${lang}"><head><title>Boats</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">${head}</head>
    <body><main>${main}</main></body></html>`;
}

function answer(request, response) {
  const url = new URL(request.url, 'http://localhost');
  const asked = url.searchParams.get('lang') ?? request.headers['accept-language']?.slice(0, 2);
  const html = { 'content-type': 'text/html; charset=utf-8' };
  if (request.method === 'POST') {
    let body = '';
    request.on('data', (part) => { body += part; });
    request.on('end', () => {
      const sent = new URLSearchParams(body);
      const whole = sent.get('hull') === 'H-7' && sent.get('kind') === 'row' && sent.get('terms') === 'on' && sent.get('port') === 'South';
      if (whole) response.writeHead(303, { location: '/good' }).end();
      else response.writeHead(422, html).end(render({ main: form(sent.get('hull') ?? '', '<p>Say which hull.</p>'), lang: asked }));
    });
  } else if (url.pathname === '/style.css') {
    response.writeHead(200, { 'content-type': 'text/css' }).end(`/* ${'x'.repeat(FIRST_LOAD_BYTES_MAX)} */`);
  } else if (pages[url.pathname]) {
    const page = typeof pages[url.pathname] === 'string' ? { main: pages[url.pathname] } : pages[url.pathname];
    response.writeHead(page.status ?? 200, { ...html, ...page.headers }).end(render({ lang: asked, ...page }));
  } else {
    response.writeHead(404, html).end(render({ main: '<h1>Not here</h1>', lang: asked }));
  }
}

let browser;
let server;
let origin;

before(async () => {
  server = createServer(answer);
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  origin = `http://localhost:${server.address().port}`;
  browser = await launch();
});

after(async () => {
  await browser?.close();
  server.close();
});

// Walks some steps; gives what was told and the walk as it was at its end.
async function walk(steps) {
  const results = [];
  const one = new Walk(browser, { origin, language: 'en', languages, name: 'test', told: (result) => results.push(result) });
  await one.take(steps);
  const { memory } = one;
  await one.end();
  return { results, memory, findings: results.flatMap((result) => result.findings) };
}

test('a good page has no findings, in both languages', async () => {
  const { results } = await walk([{ visit: '/good' }]);
  assert.deepEqual(results.map(({ language, findings }) => [language, findings]), [['en', []], ['vi', []]]);
});

const faults = [
  ['/two-h1', /2 elements h1/],
  ['/language', /html lang is "xx", not "en"/],
  ['/wide', /scrolls sideways: \d+ px/],
  ['/no-label', /<input name="hull"> has no label/],
  ['/no-label', /axe label/],
  ['/label-astray', /label is for "gone"/],
  ['/twin-ids', /two elements have the id "a"/],
  ['/contrast', /axe color-contrast/],
  ['/heavy', /first load is \d+ bytes/],
  ['/heavy-style', /first load is \d+ bytes/],
  ['/missing', /\/gone\.css answers 404/],
  ['/elsewhere', /loads from elsewhere: http:\/\/far\.example/],
  ['/script', /script stopped: oh/],
  ['/policy', /console: .*Content Security Policy/],
  ['/script-only', /needs script/],
];
for (const [path, expected] of faults) {
  test(`${path} is found out: ${expected}`, async () => {
    const { findings } = await walk([{ visit: path }]);
    assert.match(findings.join('\n'), expected);
  });
}

test('the walker has no script', async () => {
  const { findings } = await walk([{ visit: '/needs-script' }, { expect: { selector: 'main a' } }]);
  assert.match(findings.join('\n'), /expected main a on \/needs-script/);
});

test('another status than the expected one is a finding', async () => {
  assert.match((await walk([{ visit: '/gone' }])).findings.join('\n'), /\/gone answers 404, not 200/);
  assert.deepEqual((await walk([{ visit: '/gone', status: 404 }])).findings, []);
});

test('redirects are followed and their end is looked at', async () => {
  const { results, findings } = await walk([{ visit: '/redirect' }, { expect: { path: '/good' } }]);
  assert.deepEqual(findings, []);
  assert.equal(results.length, 2);
});

test('a form is filled in, its errors are looked at, and it goes on', async () => {
  const paper = { name: 'a.pdf', mimeType: 'application/pdf', buffer: '%PDF-' };
  const whole = { hull: '{hull}', kind: 'row', terms: true, port: 'South', paper };
  const { results, memory, findings } = await walk([
    { visit: '/link', remember: { hull: '#number' } },
    { visit: '/form', submit: true, status: 422, expect: { text: 'Say which hull' } },
  ].concat([{ fill: whole, submit: true, expect: { path: '/good', text: 'Island' } }]));
  assert.equal(memory.hull, 'H-7');
  assert.match(findings.join('\n'), /\/form answers 200, not 422/); // one status is for one move
  assert.equal(results.length, 3);
  const again = await walk([
    { visit: '/link', remember: { hull: '#number' } },
    { visit: '/form' },
    { fill: { hull: 'H-8' }, submit: true, status: 422, expect: { text: 'Say which hull' } },
    { fill: whole, submit: 'form button', expect: { path: '/good', text: 'Island' } },
    { visit: '/link' },
    { follow: 'a.on', expect: { path: '/good' } },
  ]);
  assert.deepEqual(again.findings, []);
  assert.equal(again.results.length, 2 + 2 + 1 + 2 + 2 + 2);
});

test('people have cookies of their own', async () => {
  let pages = [];
  await walk([
    { as: 'mai', visit: '/good' },
    async (one) => { pages.push(one.page); },
    { as: 'binh', visit: '/good' },
    async (one) => { pages.push(one.page); },
    { as: 'mai' },
    async (one) => { pages.push(one.page); },
  ]);
  assert.equal(pages[0], pages[2]);
  assert.notEqual(pages[0].context(), pages[1].context());
});

test('a passkey can be made and used without a finger', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${origin}/good`);
  const remove = await addPasskeyDevice(page);
  const kind = await page.evaluate(async () => {
    const challenge = new Uint8Array(32);
    const made = await navigator.credentials.create({
      publicKey: {
        challenge,
        rp: { id: 'localhost', name: 'Island' },
        user: { id: new Uint8Array([1]), name: 'mai', displayName: 'Mai' },
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      },
    });
    const used = await navigator.credentials.get({ publicKey: { challenge, rpId: 'localhost', userVerification: 'required' } });
    return made.id === used.id ? used.type : 'another key';
  });
  assert.equal(kind, 'public-key');
  await remove();
  await context.close();
});
