// The registers: what everybody may see of them, and what stewards and officers do there.

export default [
  {
    name: 'registers-open',
    steps: [
      { visit: '/registers', expect: { selector: '.mc-register' } },
      { visit: '/registers/population', expect: { selector: '#rules, .govuk-table' } },
      { visit: '/registers/places', expect: { selector: 'h1' } },
    ],
  },
];
