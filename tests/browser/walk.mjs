// A person walking through the portal with a narrow window and no JavaScript, step by step.
// Every page on the way is audited. What a step may say stands in journeys.mjs.
import { audit } from './audit.mjs';
import { addPasskeyDevice } from './browser.mjs';
import { NARROW, accessibility, sideways, structure } from './checks.mjs';

const STEP_MILLISECONDS_MAX = 30_000;
const SUBMIT = 'main form button:not([type=button]), main form input[type=submit]';

export class Walk {
  #browser;
  #people = new Map();
  #pages = 0;

  // `told` is called with each result { language, url, findings } as it is known.
  constructor(browser, { origin, language, languages, name, shots, told }) {
    this.#browser = browser;
    Object.assign(this, { origin, language, languages, name, shots, told });
    this.memory = {}; // what one step leaves for a later one, such as a dossier number
  }

  // Who is walking. Each person has cookies of their own; the first is `visitor`. Passkeys are the one
  // thing that needs script: who has a device for them walks with it from the start.
  async as(person, device = false) {
    if (!this.#people.has(person)) {
      const context = await this.#browser.newContext({
        javaScriptEnabled: device,
        viewport: NARROW,
        locale: this.language,
      });
      context.setDefaultTimeout(STEP_MILLISECONDS_MAX);
      // The language links leave this cookie; it goes before the language of the account.
      await context.addCookies([{ name: 'lang', value: this.language, url: this.origin }]);
      const page = await context.newPage();
      if (device) await addPasskeyDevice(page);
      this.#people.set(person, page);
    }
    this.page = this.#people.get(person);
  }

  async take(steps) {
    if (!this.page) await this.as('visitor');
    for (const [at, step] of steps.entries()) {
      try {
        await this.#step(typeof step === 'function' ? { call: step } : step);
      } catch (error) {
        const what = typeof step === 'function' ? step.toString().slice(0, 120) : JSON.stringify(step);
        const reason = error.message.split('\n')[0];
        this.told({ language: this.language, url: this.page.url(), findings: [`step ${at + 1} ${what}: ${reason}`] });
        return; // what follows would only fail for the same reason
      }
    }
  }

  async #step(step) {
    const { as, device, visit, follow, fill, submit, says, expect, remember, call, status = 200 } = step;
    if (as) await this.as(as, device);
    if (visit) await this.#arrive(() => this.page.goto(new URL(this.#recall(visit), this.origin).href), status);
    if (fill) {
      for (const [name, value] of Object.entries(fill)) await this.#fill(name, this.#recall(value));
    }
    if (follow) await this.#arrive(() => this.#click(follow), status);
    if (submit) await this.#arrive(() => this.#click(submit === true ? SUBMIT : submit), status);
    if (says) await this.#says(says);
    if (remember) {
      for (const [key, selector] of Object.entries(remember)) {
        this.memory[key] = (await this.page.locator(selector).first().textContent()).trim();
      }
    }
    if (expect) await this.#expect(expect);
    if (call) await call(this);
  }

  // `{key}` in a text stands for what was remembered under it.
  #recall(text) {
    return typeof text === 'string' ? text.replaceAll(/\{(\w+)\}/g, (whole, key) => this.memory[key] ?? whole) : text;
  }

  async #click(selector) {
    const [response] = await Promise.all([
      this.page.waitForNavigation({ waitUntil: 'load' }),
      this.page.locator(this.#recall(selector)).first().click(),
    ]);
    return response;
  }

  // A field by its name: text, choice, tick, or a file { name, mimeType, buffer }.
  async #fill(name, value) {
    const field = this.page.locator(`main [name="${name}"]:not([type=hidden])`);
    const kind = await field.first().evaluate((element) => (element.localName === 'input' ? element.type : element.localName));
    if (kind === 'radio' || (kind === 'checkbox' && typeof value === 'string')) {
      await this.page.locator(`main [name="${name}"][value="${value}"]`).check({ force: true });
    } else if (kind === 'checkbox') {
      await field.first().setChecked(value, { force: true });
    } else if (kind === 'select') {
      await field.first().selectOption(value);
    } else if (kind === 'file') {
      await field.first().setInputFiles({ ...value, buffer: Buffer.from(value.buffer) });
    } else {
      await field.first().fill(value);
    }
  }

  async #expect({ path, selector, text }) {
    const here = new URL(this.page.url()).pathname;
    if (path && !(path instanceof RegExp ? path.test(here) : path === here)) throw new Error(`expected to be at ${path}, not at ${here}`);
    const found = this.page.locator(selector ?? 'body');
    if (selector && (await found.count()) === 0) throw new Error(`expected ${selector} on ${here}`);
    if (text && !(await found.first().innerText()).includes(this.#recall(text))) throw new Error(`expected "${this.#recall(text)}" on ${here}`);
  }

  // Presses what is answered by script on the same page, and looks at the page with the answer on it.
  async #says({ press, at, text }) {
    await this.page.locator(press).click();
    const answer = this.page.locator(`${at}:not(:empty)`);
    await answer.waitFor();
    const said = (await answer.innerText()).trim();
    if (said !== text) throw new Error(`the answer is "${said}", not "${text}"`);
    const findings = [
      ...(await structure(this.page, this.language)),
      ...(await accessibility(this.page)),
      ...(await sideways(this.page)),
    ];
    this.told({ language: this.language, url: this.page.url(), findings });
  }

  async #arrive(move, status) {
    const response = await move();
    if (!response) throw new Error('nothing was loaded');
    const url = response.url();
    if (response.status() !== status) throw new Error(`${new URL(url).pathname} answers ${response.status()}, not ${status}`);
    const headers = await response.allHeaders();
    if (!(headers['content-type'] ?? '').startsWith('text/html')) return;
    const size = await response.request().sizes();
    for (const name of ['content-encoding', 'content-length', 'transfer-encoding', 'connection', 'set-cookie']) delete headers[name];
    const seen = {
      url,
      method: response.request().method(),
      status,
      headers,
      body: await response.body(),
      bytes: size.responseBodySize + size.responseHeadersSize,
      cookies: await this.page.context().cookies(),
    };
    this.#pages += 1;
    const number = String(this.#pages).padStart(2, '0');
    const shot = this.shots && { folder: this.shots, name: `${this.name}-${number}` };
    for (const result of await audit(this.#browser, seen, { language: this.language, languages: this.languages, shot })) this.told(result);
  }

  async end() {
    await Promise.all([...this.#people.values()].map((page) => page.context().close()));
  }
}
