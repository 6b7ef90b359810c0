// The registers: what everybody may see of them, and what stewards and officers do there.

const signIn = (login) => [
  { as: login, visit: '/sign-in' },
  { fill: { login, password: 'mot-cua-demo' }, submit: true },
];

const search = '/registers/population/search';
const inPlace = 'form:has([name="begins"]) button';

export default [
  {
    name: 'registers-open',
    steps: [
      { visit: '/registers', expect: { selector: '.mc-register' } },
      { visit: '/registers/population', expect: { selector: '.govuk-table' } },
      { visit: '/registers/places', expect: { selector: 'h1' } },
      { visit: '/registers/population/quality', expect: { selector: 'h1' } },
    ],
  },
  {
    name: 'registers-steward',
    steps: [
      ...signIn('population'),
      { visit: '/registers/population', expect: { selector: 'a[href="/registers/population/search"]' } },
      { visit: search, expect: { selector: 'h1' } },
      { submit: 'form:has([name="name"]) button', status: 422, expect: { selector: '.govuk-error-summary' } },
      { visit: search },
      { fill: { begins: 'nguyen', place: 'Xuân' }, submit: inPlace, status: 422, expect: { selector: '[type="radio"]' } },
      { visit: search },
      { fill: { begins: 'nguyen', place: '24781' }, submit: inPlace, expect: { selector: 'table a' } },
      { follow: 'table a', expect: { selector: '.mc-plane' } },
      { fill: { valid: '2020-01-01' }, submit: 'form.mc-asof button', expect: { selector: '.mc-plane' } },
      { follow: '.govuk-back-link' },
      { fill: { name: 'khong co ai' }, submit: 'form:has([name="name"]) button', expect: { selector: 'h1' } },
      { visit: search },
      { fill: { begins: 'nguyen', place: '24781' }, submit: inPlace },
      { follow: 'table a' },
      { follow: 'a[href*="/dispute"]', expect: { selector: 'textarea' } },
      { submit: true, status: 422, expect: { selector: '.govuk-error-summary' } },
      {
        fill: { field: 'address', said: 'Số nhà trên giấy tờ là 12.' },
        submit: true,
        expect: { selector: '.govuk-notification-banner--success' },
      },
      { visit: '/desk/tickets', expect: { selector: 'table a' } },
      // The last is the one just asked for: others were asked for before.
      { follow: 'tbody tr:last-child a', expect: { selector: 'form' } },
      {
        fill: { outcome: 'corrected', value: 'Số 12 Trần Phú', answer: 'Đã đối chiếu với giấy tờ gốc.' },
        submit: true,
        expect: { path: '/desk/tickets' },
      },
      { visit: search },
      { fill: { begins: 'nguyen', place: '24781' }, submit: inPlace },
      { follow: 'table a', expect: { selector: '.mc-changes' } },
      { visit: '/inbox', expect: { selector: 'table a' } },
      { follow: '#main-content table a', expect: { selector: 'a[href^="/registers/population/records/"]' } },
    ],
  },
  {
    name: 'registers-erase',
    steps: [
      ...signIn('population'),
      { visit: search },
      { fill: { begins: 'nguyen', place: '24781' }, submit: inPlace, expect: { selector: 'table a' } },
      { follow: 'tbody tr:last-child a', expect: { selector: 'a[href*="/erase"]' } },
      { follow: 'a[href*="/erase"]', expect: { selector: '.govuk-button--warning' } },
      { submit: true, status: 422, expect: { selector: '.govuk-error-summary' } },
      {
        fill: { ground: 'erasure-order', forget: 'yes', sure: 'yes' },
        submit: true,
        expect: { selector: '.govuk-notification-banner--success' },
      },
      { visit: search, expect: { selector: 'h1' } },
    ],
  },
  {
    name: 'registers-withheld',
    steps: [
      ...signIn('civil-td'),
      { visit: search },
      { fill: { begins: 'nguyen', place: '24781' }, submit: inPlace, expect: { selector: 'table a' } },
      { follow: 'table a', expect: { selector: 'a[href*="/dispute"]' } },
      { follow: 'a[href*="/dispute"]' },
      { fill: { field: 'number', said: 'Số này là của người khác.' }, submit: true, status: 409, expect: { selector: 'h1' } },
      { visit: search },
      { fill: { begins: 'nguyen', place: '24781' }, submit: inPlace, expect: { selector: '.govuk-inset-text .mc-number' } },
    ],
  },
  {
    name: 'registers-officer',
    steps: [
      ...signIn('civil-td'),
      { visit: search, expect: { selector: 'h1' } },
      { fill: { name: 'Nguyen Van An' }, submit: 'form:has([name="name"]) button', expect: { selector: 'h1' } },
      { visit: '/registers/insurance/search', status: 403, expect: { selector: 'h1' } },
    ],
  },
];
