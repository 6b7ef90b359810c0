// What anybody can do, and what people do with their accounts. `{login}` needs a demo of packs/vn.

const password = 'mot-cua-demo';
const signIn = (login) => [
  { as: login, visit: '/sign-in' },
  { fill: { login, password }, submit: 'form[action="/sign-in"] button' },
];

export const journeys = [
  { name: 'texts', steps: [{ visit: '/about' }, { visit: '/accessibility' }, { visit: '/nothing/here', status: 404 }] },
  {
    name: 'home',
    steps: [
      { visit: '/', expect: { selector: '.mc-hero__title' } },
      { visit: '/', expect: { selector: '#demo' } },
      { visit: '/demo/mail' },
    ],
  },
  {
    name: 'ledger',
    steps: [{ visit: '/ledger', expect: { selector: '.mc-note' } }],
  },
  {
    name: 'check a certificate that is none',
    steps: [
      { visit: '/check' },
      { submit: true, status: 422, expect: { selector: '.govuk-error-summary' } },
      { fill: { code: 'no!code' }, submit: true, status: 422 },
      { fill: { code: 'abcd efgh 2345' }, submit: true, status: 404, expect: { path: '/check/abcdefgh2345' } },
    ],
  },
  {
    name: 'signing in wrongly tells nothing',
    steps: [
      { visit: '/sign-in' },
      { submit: 'form[action="/sign-in"] button', status: 422 },
      {
        fill: { login: 'nobody-at-all', password: 'wrong wrong wrong' },
        submit: 'form[action="/sign-in"] button',
        status: 422,
        expect: { selector: '.govuk-error-summary' },
      },
    ],
  },
  {
    name: 'a page that needs signing in comes after it',
    steps: [
      { as: 'father', visit: '/account', expect: { path: '/sign-in' } },
      {
        fill: { login: 'father', password },
        submit: 'form[action="/sign-in"] button',
        expect: { path: '/account' },
      },
    ],
  },
  {
    name: 'account',
    steps: [
      ...signIn('mother'),
      { visit: '/account', expect: { selector: '#sessions' } },
      { visit: '/account/password' },
      { submit: true, status: 422 },
      { visit: '/account/particulars' },
      { fill: { email: 'no address' }, submit: true, status: 422 },
      { visit: '/sign-out' },
      { submit: true, expect: { path: '/' } },
    ],
  },
  {
    name: 'lost password',
    steps: [
      { visit: '/recover' },
      { submit: true, status: 422 },
      { fill: { login: 'nobody-at-all' }, submit: true, expect: { path: '/recover/sent' } },
      { visit: '/recover/abcdefgh' },
      { submit: true, status: 422 },
      { fill: { new: 'some unrelated words' }, submit: true, status: 404 },
    ],
  },
];
