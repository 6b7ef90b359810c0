// What people do: a life event from the offer to the case, corrections, consents, who looked, notices.
// `mother` and `father` are of the demo of packs/vn.

const password = 'mot-cua-demo';
const signIn = (login) => [
  { as: login, visit: '/sign-in', fill: { login, password }, submit: 'form[action="/sign-in"] button' },
];

// Answers whatever is asked beside the name, until the check page: which questions there are
// depends on what the registers know of this family.
const answerTheRest = async (walk) => {
  const { page } = walk;
  for (let left = 12; left > 0 && !new URL(page.url()).pathname.endsWith('/check'); left -= 1) {
    const select = page.locator('main form select');
    if (await select.count()) {
      await select.first().selectOption({ index: 1 });
    } else if (await page.locator('main form input[type=radio]').count()) {
      await page.locator('main form input[type=radio]').first().check();
    } else {
      throw new Error(`a question the journey does not know: ${page.url()}`);
    }
    await Promise.all([page.waitForNavigation(), page.locator('main form button').last().click()]);
  }
};

export const journeys = [
  {
    name: 'citizen-wrong-answers',
    steps: [
      ...signIn('mother'),
      { visit: '/me', expect: { selector: '.govuk-notification-banner .govuk-button--start' } },
      { follow: '.govuk-notification-banner .govuk-button--start', expect: { path: '/event/birth' } },
      { visit: '/event/birth/known', expect: { selector: '.mc-source' } },
      { visit: '/event/birth/q/name' },
      { fill: { answer: '' }, submit: 'main form button', status: 422, expect: { selector: '.govuk-error-summary' } },
      { fill: { answer: 'Á'.repeat(300) }, submit: 'main form button', status: 422 },
      { visit: '/event/birth/q/name', expect: { selector: 'input[name=answer][value^="ÁÁÁ"]' } },
      { fill: { answer: 'Nguyễn\u200bAn' }, submit: 'main form button', status: 422 },
      { visit: '/event/birth/q/nothing', status: 404 },
    ],
  },
  {
    name: 'citizen-correction',
    steps: [
      ...signIn('mother'),
      { visit: '/event/birth/known' },
      { follow: 'a[href*="/wrong/"]', expect: { selector: 'textarea[name=said]' } },
      { submit: 'main form button', status: 422, expect: { selector: '.govuk-error-summary' } },
      { fill: { said: 'Tên đúng có dấu hỏi.' }, submit: 'main form button', expect: { selector: '.govuk-panel' } },
    ],
  },
  {
    name: 'citizen-birth',
    steps: [
      ...signIn('mother'),
      { visit: '/event/birth/q/name', fill: { answer: 'Nguyễn Minh An' }, submit: 'main form button' },
      answerTheRest,
      { expect: { path: '/event/birth/check', selector: '#plan, table' } },
      { submit: 'form[action$="/submit"] button', expect: { selector: '.govuk-panel' } },
      { remember: { number: '.govuk-panel .mc-number' } },
      { visit: '/event/birth', expect: { selector: '.govuk-inset-text a[href^="/case/"]' } },
      { visit: '/me', follow: '#main-content table a.mc-number', expect: { selector: '.mc-clock' } },
      { follow: 'a[href$="/withdraw"]', expect: { selector: '.govuk-button--warning' } },
      { visit: '/inbox', follow: '#main-content table a', expect: { selector: 'a[href^="/case/"]' } },
      { visit: '/looks', expect: { selector: 'table' } },
      { follow: 'a[href^="/looks/"]', expect: { selector: 'a[href$="/proof"]' } },
      { visit: '/looks?by=records', expect: { selector: 'h1' } },
    ],
  },
  {
    name: 'citizen-consent',
    steps: [
      ...signIn('father'),
      { visit: '/me' },
      { visit: '/looks' },
      { visit: '/inbox' },
    ],
  },
];
