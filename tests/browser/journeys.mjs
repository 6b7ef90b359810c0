// The journeys people make, as data. Every page they pass is audited in every language.
//
// A journey: { name, steps, languages }. It is walked in each of its `languages` (default: the
// first of `languages` below); the pages it passes are then also looked at in the others. Give
// `languages: everyLanguage` when answers to forms (errors) must be seen in all of them.
//
// A step is one of these, and may have several parts, done in this order:
//   as: 'mother'               from here on this person walks, with cookies of their own
//   device: true               with `as`: their browser has script and a device for passkeys
//   visit: '/path'             go there
//   fill: { name: value }      fields by name; radio buttons and boxes by value; a file is
//                              { name, mimeType, buffer }
//   follow: 'css'              click a link
//   submit: true or 'css'      press the first button of the main form, or this one
//   says: { press, at, text }  press a button that script answers on the same page, and what it says
//   status: 422                the answer expected from visit, follow or submit; default 200
//   remember: { key: 'css' }   keep the text of an element; `{key}` in later steps stands for it
//   expect: { path, selector, text }   where we are and what is seen
// or a function `async (walk) => …` for what cannot be said so; `walk.page` is Playwright's page.

import { journeys as citizen } from './journeys/citizen.mjs';
import desk from './journeys/desk.mjs';
import { journeys as passkeys } from './journeys/passkeys.mjs';
import { journeys as open } from './journeys/public.mjs';
import registers from './journeys/registers.mjs';

export const languages = ['vi', 'en', 'uk'];
export const everyLanguage = languages;

export const journeys = [...open, ...passkeys, ...citizen, ...desk, ...registers];
