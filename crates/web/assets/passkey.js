// Passkeys: the one thing a page of ours needs script for. What it shows comes from the page.
(() => {
  'use strict';
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) => {
    let plain = '';
    for (const byte of new Uint8Array(buffer)) plain += String.fromCharCode(byte);
    return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  };
  const key = (one) => ({ ...one, id: bytes(one.id) });

  const options = (json) => {
    const ask = { ...json.publicKey, challenge: bytes(json.publicKey.challenge) };
    if (ask.user) ask.user = { ...ask.user, id: bytes(ask.user.id) };
    if (ask.excludeCredentials) ask.excludeCredentials = ask.excludeCredentials.map(key);
    if (ask.allowCredentials) ask.allowCredentials = ask.allowCredentials.map(key);
    return { publicKey: ask };
  };
  const answer = (credential) => {
    const response = { clientDataJSON: text(credential.response.clientDataJSON) };
    for (const name of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  };

  for (const part of document.querySelectorAll('[data-passkey]')) {
    const { passkey: base, csrf, next, failed, taken } = part.dataset;
    const say = part.querySelector('[role=alert]');
    const name = part.querySelector('input[name=name]');

    const post = async (path, body) => {
      const headers = { 'content-type': 'application/json' };
      if (csrf) headers['x-csrf'] = csrf;
      const got = await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body) });
      const json = await got.json().catch(() => ({}));
      if (!got.ok) throw new Error(json.error || failed);
      return json;
    };
    const run = async () => {
      const begun = await post('/begin', {});
      const ask = options(begun.options);
      const make = Boolean(ask.publicKey.user);
      const credential = await (make ? navigator.credentials.create(ask) : navigator.credentials.get(ask));
      const done = await post('/finish', {
        ceremony: begun.ceremony,
        name: name ? name.value : '',
        next: next || '',
        credential: answer(credential),
      });
      const kept = document.querySelector('form input[name=kept]');
      if (kept) {
        kept.form.action = '/sign-in/continue';
        kept.form.submit();
      } else {
        location.assign(done.next);
      }
    };
    part.querySelector('button').addEventListener('click', () => {
      say.textContent = '';
      run().catch((error) => {
        // What the browser itself says is in its own language; that a device has a passkey already we can say.
        const known = error.name === 'InvalidStateError' && taken;
        say.textContent = known || (error instanceof DOMException ? failed : error.message || failed);
      });
    });
    part.hidden = false;
  }
})();
