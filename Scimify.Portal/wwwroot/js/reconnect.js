// When the connection to the server is lost: says so, tries again, and reloads where the person was once the server is back
// without the page's state. What was typed is put back into its fields, except secrets.

const key = 'scimify-typed';
const retryMs = 2000;
const modal = document.getElementById('components-reconnect-modal');
let away = false;

const kept = 'main :is(input:not([type=password], [type=hidden], [type=checkbox], [type=radio], [type=file]), textarea)[id]';

function keepTyped() {
  const fields = [...document.querySelectorAll(kept)].filter((field) => field.value !== '' && field.dataset.typed === 'yes').map((field) => [field.id, field.value]);
  sessionStorage.setItem(key, JSON.stringify({ path: location.pathname, fields }));
}

function reload() {
  keepTyped();
  document.querySelector('[data-unsaved]')?.removeAttribute('data-unsaved');    // what was typed comes back
  location.reload();
}

// The server's answer decides: a circuit that it does not know any more cannot be resumed.
async function tryAgain() {
  try {
    await fetch('readyz', { cache: 'no-store' });
    if (!await Blazor.reconnect()) {
      reload();
    }
  } catch {
    setTimeout(tryAgain, retryMs);
  }
}

modal?.addEventListener('components-reconnect-state-changed', (event) => {
  const state = event.detail.state;
  away = state !== 'hide';
  if (state === 'failed') {
    void tryAgain();
  } else if (state === 'rejected') {
    reload();
  }
});

document.addEventListener('input', (event) => {
  if (event.isTrusted && event.target.matches?.(kept)) {
    event.target.dataset.typed = 'yes';
  }
});

// Without a connection the router would change the address and nothing else.
document.addEventListener('click', (event) => {
  const link = away && event.target.closest?.('a[href]:not([target])');
  if (link) {
    event.preventDefault();
    event.stopImmediatePropagation();
    location.assign(link.href);
  }
}, true);

function putBack({ path, fields }) {
  if (path !== location.pathname || fields.length === 0) {
    return;
  }

  const waiting = new Map(fields);
  const observer = new MutationObserver(fill);
  function fill() {
    if (!document.querySelector('.shell[data-live]')) {
      return;
    }

    for (const [id, value] of waiting) {
      const field = document.getElementById(id);
      if (field) {
        waiting.delete(id);
        field.value = value;
        field.dataset.typed = 'yes';
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new Event('change', { bubbles: true }));
      }
    }

    if (waiting.size === 0) {
      observer.disconnect();
    }
  }

  observer.observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-live'] });
  fill();
}

const typed = sessionStorage.getItem(key);
sessionStorage.removeItem(key);
if (typed) {
  putBack(JSON.parse(typed));
}
