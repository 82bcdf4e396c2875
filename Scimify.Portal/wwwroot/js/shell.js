// The menu of a narrow screen, popovers, the palette, keys, rows and toasts: what must answer at once, however far the server is.

const root = document.documentElement;
const stored = { keys: 'scimify-single-keys' };
const byId = (id) => document.getElementById(id);

function closePopovers() {
  for (const open of document.querySelectorAll('[popover]:popover-open')) {
    open.hidePopover();
  }
}

function setMenu(open) {
  if (open === (root.dataset.menu === 'open')) {
    return;
  }

  root.dataset.menu = open ? 'open' : 'closed';
  document.querySelector('.col')?.toggleAttribute('inert', open);
  document.querySelector(open ? '.rail-close' : '.menu-btn')?.focus();
}

// ── The palette ──
const options = () => [...document.querySelectorAll('#palette-options [role=option]')];

function select(option) {
  for (const other of options()) {
    other.setAttribute('aria-selected', String(other === option));
  }

  if (option) {
    byId('palette-text').setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  } else {
    byId('palette-text').removeAttribute('aria-activedescendant');
  }
}

function openDialog(id) {
  const dialog = byId(id);
  if (dialog && !dialog.open && !document.querySelector('.mud-dialog')) {
    closePopovers();
    setMenu(false);
    dialog.showModal();
    if (id === 'palette') {
      byId('palette-text').select();
      select(options()[0]);
    } else {
      dialog.querySelector('[data-single-keys]').checked = singleKeys();
    }
  }
}

function move(key) {
  const all = options();
  const at = all.findIndex((option) => option.getAttribute('aria-selected') === 'true');
  select(all[(at + (key === 'ArrowDown' ? 1 : -1) + all.length) % all.length]);
}

// Enter means the first answer to what is typed, and not to what was typed when the list was last filled.
let following = false;

function follow() {
  following = byId('palette-options').dataset.for !== byId('palette-text').value.trim();
  if (!following) {
    options().find((option) => option.getAttribute('aria-selected') === 'true')?.click();
  }
}

new MutationObserver((changes) => {
  if (byId('palette')?.open && changes.some((change) => change.target.closest?.('#palette-options'))) {
    const all = options();
    const isNew = changes.some((change) => change.type === 'attributes');
    select(isNew ? all[0] : all.find((option) => option.getAttribute('aria-selected') === 'true') ?? all[0]);
    if (isNew && following) {
      follow();
    }
  }
}).observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-for'] });

// ── Clicks ──
document.addEventListener('click', (event) => {
  const target = event.target;
  const trigger = target.closest?.('[data-menu], [data-palette], [data-keys], [role=option]');
  if (trigger?.dataset.menu !== undefined) {
    closePopovers();
    setMenu(trigger.dataset.menu === 'open');
  } else if (trigger?.dataset.palette !== undefined) {
    openDialog('palette');
  } else if (trigger?.dataset.keys !== undefined) {
    openDialog('keys');
  } else if (trigger?.closest('#palette')) {
    byId('palette').close();
  } else if (target.matches?.('dialog.palette')) {
    target.close();    // the backdrop
  } else if (target.closest?.('.menu.at-anchor :is(a, button).item')) {
    closePopovers();
  } else if (target.closest?.('.drawer [data-close]')) {
    document.querySelector('tr[aria-selected="true"] a[href]')?.focus();
  } else if (target.closest?.('#keys a')) {
    byId('keys').close();
  } else if (!getSelection()?.toString() && !target.closest?.('a, button, input, select, label, summary, .sel')) {
    target.closest?.('tr[data-row], tr.row-link')?.querySelector('a[href]')?.click();
  }
});

// ── Keys ──
let jumping = 0;
const typing = (target) => target.matches?.('input, select, textarea, [contenteditable]');
const singleKeys = () => localStorage.getItem(stored.keys) !== 'off';

function step(forward) {
  const links = [...document.querySelectorAll('main tbody tr')].map((row) => row.querySelector('a[href]')).filter(Boolean);
  const at = links.findIndex((link) => link.closest('tr').contains(document.activeElement));
  links[at < 0 ? 0 : Math.min(Math.max(at + (forward ? 1 : -1), 0), links.length - 1)]?.focus();
}

function onSingleKey(event) {
  const key = event.key.toLowerCase();
  if (Date.now() < jumping) {
    jumping = 0;
    document.querySelector(`#keys [data-go="${CSS.escape(key)}"]`)?.click();
    return true;
  }

  switch (event.key) {
    case '/': openDialog('palette'); return true;
    case '?': openDialog('keys'); return true;
    case 'g': jumping = Date.now() + 1500; return true;
    case 'j': case 'k': step(event.key === 'j'); return true;
    case 'x': document.activeElement.closest('tr')?.querySelector('input[data-select]')?.click(); return true;
    case 'f': document.querySelector('main input[type=search]')?.focus(); return true;
    default: return false;
  }
}

document.addEventListener('keydown', (event) => {
  if (event.target.id === 'palette-text' && ['ArrowDown', 'ArrowUp', 'Enter'].includes(event.key)) {
    event.preventDefault();
    if (event.key === 'Enter') {
      follow();
    } else {
      move(event.key);
    }
  } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    openDialog('palette');
  } else if (event.key === 'Escape') {
    setMenu(false);
    document.querySelector('.drawer [data-close]')?.click();
  } else if (!event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target) && !document.querySelector('dialog[open], .mud-dialog') && singleKeys() && onSingleKey(event)) {
    event.preventDefault();
  }
});

document.addEventListener('change', (event) => {
  if (event.target.matches?.('[data-single-keys]')) {
    localStorage.setItem(stored.keys, event.target.checked ? 'on' : 'off');
  }
});

// ── Toasts: six seconds, but not while somebody reads ──
const toastTime = 6000;

function leave(toast) {
  setTimeout(() => {
    if (toast.isConnected) {
      toast.matches(':hover, :focus-within') ? leave(toast) : toast.querySelector('.close').click();
    }
  }, toastTime);
}

new MutationObserver((changes) => {
  for (const node of changes.flatMap((change) => [...change.addedNodes])) {
    if (node.dataset?.toast === 'leave') {
      leave(node);
    }
  }
}).observe(root, { subtree: true, childList: true });

// ── Tabs that are wider than the screen: the present one is in sight ──
function showPresentTab(tabs) {
  const present = tabs.querySelector('[aria-current]');
  if (present && tabs.scrollWidth > tabs.clientWidth) {
    const [tab, all] = [present.getBoundingClientRect(), tabs.getBoundingClientRect()];
    tabs.scrollLeft += tab.left - all.left - (all.width - tab.width) / 2;
  }
}

new MutationObserver((changes) => {
  const touched = changes.flatMap((change) => (change.type === 'attributes' ? [change.target.closest('.tabs')] : [...change.addedNodes]))
    .flatMap((node) => (node?.matches?.('.tabs') ? [node] : [...node?.querySelectorAll?.('.tabs') ?? []]));
  new Set(touched).forEach(showPresentTab);
}).observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-current'] });

document.querySelectorAll('.tabs').forEach(showPresentTab);

// ── What the server has to know of the tab: whether somebody can see it, and whether they read further down ──
document.addEventListener('visibilitychange', () => document.querySelector(`[data-tab="${document.visibilityState}"]`)?.click());

let place = 'top';
window.addEventListener('scroll', () => {
  const now = window.scrollY > 200 ? 'below' : 'top';
  if (now !== place) {
    place = now;
    document.querySelector(`[data-place="${place}"]`)?.click();
  }
}, { passive: true });
