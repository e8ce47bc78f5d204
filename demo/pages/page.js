// The wiki's own switch between light and dark. It is kept, as a wiki would keep it.
const root = document.documentElement;
const kept = localStorage.getItem('wiki-look');
if (kept) root.dataset.look = kept;

document.querySelector('#light-or-dark')?.addEventListener('click', () => {
  const dark = root.dataset.look ? root.dataset.look === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.look = dark ? 'light' : 'dark';
  localStorage.setItem('wiki-look', root.dataset.look);
});
