// What officers, stewards and the committee do. The birth these steps act on is filed by the
// journeys of citizens, which come before.

const signIn = (login) => [
  { as: login, visit: '/sign-in' },
  { fill: { login, password: 'mot-cua-demo' }, submit: true },
];

// Of several posts one is chosen by its role.
const inPost = (login, post) => [
  ...signIn(login),
  { visit: '/desk/post' },
  { fill: { post }, submit: true, expect: { path: '/desk', selector: 'h1' } },
];

const firstCase = '#queue a.mc-number, .mc-stack a.mc-number';

export default [
  {
    name: 'desk-civil-status',
    steps: [
      ...inPost('civil', 'civil-status-officer H36.75'),
      { visit: '/desk?part=mine' },
      { visit: '/desk?part=unclaimed' },
      { visit: '/desk' },
      { follow: firstCase, expect: { selector: '.mc-clock' } },
      { submit: 'form[action$="/claim"] button', expect: { selector: '.govuk-notification-banner--success' } },
      { submit: 'form[action$="/note"] button', status: 422, expect: { selector: '.govuk-error-summary' } },
      { fill: { note: 'Đã gọi điện cho gia đình.' }, submit: 'form[action$="/note"] button' },
      { submit: 'form[action$="/act/ask"] button', status: 422, expect: { selector: '.govuk-error-summary' } },
      { submit: 'form[action$="/act/refuse"] button', status: 422, expect: { selector: '.govuk-error-summary' } },
      { submit: 'form[action$="/act/send-draft"] button', expect: { selector: '.govuk-notification-banner--success' } },
    ],
  },
  {
    name: 'desk-of-another-commune',
    steps: [...signIn('civil-td'), { visit: '/desk', expect: { selector: 'h1' } }],
  },
  {
    name: 'desk-tickets',
    steps: [...signIn('steward'), { visit: '/desk/tickets', expect: { selector: 'h1' } }],
  },
  {
    name: 'board',
    steps: [
      { visit: '/board', expect: { selector: 'h1' } },
      ...signIn('committee'),
      { visit: '/board', expect: { selector: 'h1' } },
    ],
  },
];
