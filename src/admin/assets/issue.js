// Articles of an issue are dragged into order; the buttons do the same without this script. The form is sent in the
// order that the page has.

const list = document.querySelector('[data-sortable]');
let dragged = null;

const entryOf = (target) => (target instanceof Element ? target.closest('[data-sortable] > li') : null);

for (const entry of list?.children ?? []) {
  const handle = document.createElement('span');
  handle.className = 'handle';
  handle.textContent = '⠿';
  handle.setAttribute('aria-hidden', 'true');
  handle.draggable = true;
  entry.prepend(handle);
  handle.addEventListener('dragstart', (event) => {
    dragged = entry;
    entry.classList.add('dragged');
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setDragImage(entry, 0, 0);
  });
  handle.addEventListener('dragend', () => {
    entry.classList.remove('dragged');
    dragged = null;
  });
}

list?.addEventListener('dragover', (event) => {
  const over = entryOf(event.target);
  if (!dragged || !over) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  if (over !== dragged) over[event.clientY < box.top + box.height / 2 ? 'before' : 'after'](dragged);
});
list?.addEventListener('drop', (event) => event.preventDefault());
