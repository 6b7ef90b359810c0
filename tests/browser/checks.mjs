// What must hold on every page. Each check gives a list of findings, empty when the page is good.
import axe from 'axe-core';

// A page with everything it loads, compressed, headers included: 12 s on a 40 kbit/s line.
export const FIRST_LOAD_BYTES_MAX = 60_000;
export const NARROW = { width: 320, height: 640 };
export const WIDE = { width: 1280, height: 900 };

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// One h1, the language it claims, one title, one main, labels and ids that fit together.
export function structure(page, language) {
  return page.evaluate((expected) => {
    const findings = [];
    const all = (selector) => [...document.querySelectorAll(selector)];
    const name = (element) => `<${element.localName}${element.name ? ` name="${element.name}"` : ''}${element.id ? ` id="${element.id}"` : ''}>`;

    for (const one of ['h1', 'main', 'title']) {
      const count = one === 'title' ? all('head > title').length : all(one).length;
      if (count !== 1) findings.push(`${count} elements ${one}, not one`);
    }
    for (const one of all('h1, head > title')) {
      if (!one.textContent.trim()) findings.push(`${one.localName} is empty`);
    }
    if (document.documentElement.lang !== expected) {
      findings.push(`html lang is "${document.documentElement.lang}", not "${expected}"`);
    }
    if (document.compatMode !== 'CSS1Compat') findings.push('no <!doctype html>');

    const seen = new Set();
    for (const { id } of all('[id]')) {
      if (seen.has(id)) findings.push(`two elements have the id "${id}"`);
      seen.add(id);
    }
    for (const label of all('label[for]')) {
      const field = document.getElementById(label.htmlFor);
      if (!field?.labels) findings.push(`a label is for "${label.htmlFor}", which is no field`);
      if (!label.textContent.trim()) findings.push(`the label for "${label.htmlFor}" is empty`);
    }
    for (const attribute of ['aria-describedby', 'aria-labelledby', 'aria-controls']) {
      for (const element of all(`[${attribute}]`)) {
        for (const id of element.getAttribute(attribute).split(/\s+/).filter(Boolean)) {
          if (!document.getElementById(id)) findings.push(`${name(element)}: ${attribute} names "${id}", which is not there`);
        }
      }
    }
    for (const field of all('input:not([type=hidden], [type=submit], [type=button]), select, textarea')) {
      const labelled = field.labels?.length || field.ariaLabel || field.getAttribute('aria-labelledby');
      if (!labelled) findings.push(`${name(field)} has no label`);
      if (!field.name && field.form) findings.push(`${name(field)} has no name, so it is not sent`);
    }
    for (const group of all('fieldset')) {
      if (!group.querySelector(':scope > legend')?.textContent.trim()) findings.push('a fieldset has no legend');
    }
    for (const link of all('a[href^="javascript:"], a[href="#"], [onclick]')) {
      findings.push(`${name(link)} needs script to do anything`);
    }
    for (const field of all('input[type=password]')) {
      if (!field.autocomplete) findings.push(`${name(field)} has no autocomplete, so password managers guess`);
    }
    return findings;
  }, language);
}

// Nothing may stand wider than the window.
export function sideways(page) {
  return page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    const wide = document.documentElement.scrollWidth;
    if (wide <= room) return [];
    const culprits = [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > room + 0.5)
      .slice(-3)
      .map((element) => `${element.localName}${element.className ? `.${String(element.className).split(' ')[0]}` : ''}`);
    return [`scrolls sideways: ${wide} px in a window of ${room} px (${culprits.join(', ')})`];
  });
}

// axe-core's opinion. Given as text to the debugger, so the page's own policy stays in force.
export async function accessibility(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (tags) => globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }),
    AXE_TAGS,
  );
  return violations.map(({ id, impact, help, nodes }) => {
    const where = nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ');
    return `axe ${id} (${impact}): ${help}: ${where}${nodes.length > 3 ? ` and ${nodes.length - 3} more` : ''}`;
  });
}

export function weight(bytes) {
  return bytes <= FIRST_LOAD_BYTES_MAX ? [] : [`first load is ${bytes} bytes, more than ${FIRST_LOAD_BYTES_MAX}`];
}
