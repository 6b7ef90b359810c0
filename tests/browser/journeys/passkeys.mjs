// Passkeys: added, used instead of the password, seen, removed, and refused from then on. The device
// keeps its key after the portal has forgotten it, as a real one does.

const password = 'mot-cua-demo';
const passkey = '[data-passkey] button';
const told = '[data-passkey] [role=alert]';
const listed = 'form[action^="/account/passkeys/"]';

const signOut = [{ visit: '/sign-out' }, { submit: true, expect: { path: '/' } }];
const withPassword = [
  { visit: '/sign-in' },
  { fill: { login: 'father', password }, submit: 'form[action="/sign-in"] button', expect: { path: '/me' } },
];

export const journeys = [
  {
    name: 'passkeys',
    steps: [
      { as: 'father', device: true },
      ...withPassword,
      { visit: '/account', expect: { selector: passkey } },
      {
        fill: { name: 'Điện thoại' },
        submit: passkey,
        expect: { path: '/account', selector: '.govuk-notification-banner--success' },
      },
      { expect: { selector: listed, text: 'Điện thoại' } },
      // A device has one passkey for an account.
      { says: { press: passkey, at: told, text: 'Khóa truy cập này đã được thêm rồi.' } },
      ...signOut,
      { visit: '/account', expect: { path: '/sign-in' } },
      // No name, no password; and on to the page that was wanted.
      { submit: passkey, expect: { path: '/account' } },
      { expect: { selector: listed, text: 'Điện thoại' } },
      {
        submit: `${listed} button`,
        expect: { path: '/account', selector: '.govuk-notification-banner--success' },
      },
      async ({ page }) => {
        if (await page.locator(listed).count()) throw new Error('the passkey is still listed');
      },
      ...signOut,
      { visit: '/sign-in' },
      { says: { press: passkey, at: told, text: 'Không tìm thấy khóa truy cập này. Hãy đăng nhập bằng mật khẩu.' } },
      { visit: '/account', expect: { path: '/sign-in' } },
      ...withPassword,
    ],
  },
];
