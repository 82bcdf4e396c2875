// A form with data-passkey ("create" or "get") is sent only after the browser has asked the person's passkey. What it asks comes
// from the address in data-options; what the passkey says goes into the field Credential. On static pages and in a circuit alike.

async function ask(form) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
    throw new Error('This browser offers no passkeys here. They need https and a recent browser.');
  }

  const answer = await fetch(form.dataset.options, { method: 'POST', body: new URLSearchParams(new FormData(form)), headers: { accept: 'application/json' } });
  if (!answer.ok) {
    throw new Error(answer.status === 429 ? 'There were too many attempts. Wait a minute, and try again.' : 'Your sign-in is not recent any more. Reload the page, and sign in again.');
  }

  const options = await answer.json();
  return form.dataset.passkey === 'create'
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

function wordsOf(error) {
  switch (error.name) {
    case 'NotAllowedError': return 'No passkey was used. Try again.';
    case 'InvalidStateError': return 'This device has a passkey for you already.';
    case 'SecurityError': return 'Passkeys do not work at this address. Open the console at its https address.';
    default: return error.message;
  }
}

document.addEventListener('submit', (event) => {
  const form = event.target.closest?.('form[data-passkey]');
  if (!form) {
    return;
  }

  event.preventDefault();
  const place = form.querySelector('[data-passkey-problem]');
  const button = form.querySelector('button[type=submit]');
  place.textContent = '';
  button.setAttribute('aria-busy', 'true');
  ask(form)
    .then((credential) => {
      form.elements.Credential.value = JSON.stringify(credential);
      form.submit();
    })
    .catch((error) => {
      // The server keeps one open question for a browser: now the passkey's, in place of the code's.
      place.textContent = wordsOf(error) + (form.elements.Second?.value === 'true' ? ' To use a code instead, start again.' : '');
    })
    .finally(() => button.removeAttribute('aria-busy'));
}, true);
