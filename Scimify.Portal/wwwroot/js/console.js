// What the browser does by itself, on static pages and in a circuit alike: copy buttons, the theme, the time zone.
// Everything is delegated from the document, so that no element needs a handler of its own.

const year = 60 * 60 * 24 * 365;
const remember = (name, value, seconds = year) => {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${seconds}; SameSite=Lax${secure}`;
};

remember('scimify-zone', Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC');

async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }

  // Without https there is no clipboard API: select the text in a field and copy that.
  const field = document.createElement('textarea');
  field.value = text;
  field.setAttribute('readonly', '');
  field.style.position = 'fixed';
  field.style.opacity = '0';
  (document.activeElement?.closest('[role=dialog]') ?? document.body).append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (!done) {
    throw new Error('The browser refused to copy.');
  }
}

function announce(text) {
  const place = document.getElementById('announcer');
  if (place) {
    place.textContent = '';
    requestAnimationFrame(() => { place.textContent = text; });
  }
}

async function onCopy(button) {
  try {
    await copy(button.dataset.copy);
    button.dataset.copied = 'yes';
    announce('Copied to the clipboard');
  } catch {
    button.dataset.copied = 'no';
    announce('Copying failed: select the text and copy it by hand');
  }

  setTimeout(() => { delete button.dataset.copied; }, 2000);
}

function choose(name, value, plain) {
  if (value === plain) {
    delete document.documentElement.dataset[name];
  } else {
    document.documentElement.dataset[name] = value;
  }

  remember(`scimify-${name}`, value === plain ? '' : value);
  for (const button of document.querySelectorAll(`[data-${name}-choice]`)) {
    button.setAttribute('aria-pressed', String(button.dataset[`${name}Choice`] === value));
  }
}

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-copy], [data-theme-choice], [data-density-choice], [data-skip-to]');
  if (button?.dataset.copy !== undefined) {
    void onCopy(button);
  } else if (button?.dataset.skipTo !== undefined) {
    // A router that handles the fragment scrolls to it, but leaves the focus behind.
    document.getElementById(button.dataset.skipTo)?.focus();
  } else if (button?.dataset.themeChoice !== undefined) {
    choose('theme', button.dataset.themeChoice, 'system');
  } else if (button) {
    choose('density', button.dataset.densityChoice, 'compact');
  }
});

// The columns of a list, for the next visit. The page itself knows already.
document.addEventListener('change', (event) => {
  const menu = event.target.closest?.('[data-columns]');
  if (menu) {
    const shown = [...menu.querySelectorAll('input:checked')].map((box) => box.value);
    remember(`scimify-columns-${menu.dataset.columns}`, shown.join(',') || ',');
  }
});

// In a combobox the arrows move through the list, which the server renders; the caret stays where it is.
document.addEventListener('keydown', (event) => {
  if (['ArrowDown', 'ArrowUp', 'Enter'].includes(event.key) && event.target.matches?.('input[role=combobox]')) {
    event.preventDefault();
  }
});

// What is behind the # of a one-time link goes to the server in a form, and out of the address. Nothing logs it on the way.
const fragmentForm = document.querySelector('form[data-fragment-form]');
if (fragmentForm && location.hash.length > 1) {
  fragmentForm.querySelector('[data-fragment]').value = location.hash.slice(1);
  history.replaceState(null, '', location.pathname);
  fragmentForm.requestSubmit();
}

// Another link in the tab of one that is open: browsers do not load a page again whose address differs behind the # only.
window.addEventListener('hashchange', () => {
  if (location.hash.length > 1 && document.querySelector('[data-fragment-page]')) {
    location.assign(`${location.pathname}?again${location.hash}`);
  }
});

new MutationObserver((changes) => {
  for (const { target } of changes) {
    document.getElementById(target.getAttribute('aria-activedescendant') ?? '')?.scrollIntoView({ block: 'nearest' });
  }
}).observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: ['aria-activedescendant'] });

// A form with unsaved changes shows a bar; while it is there, closing the tab asks.
window.addEventListener('beforeunload', (event) => {
  if (document.querySelector('[data-unsaved]')) {
    event.preventDefault();
  }
});
