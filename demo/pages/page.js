// The wiki's own switch between light and dark. It is kept, as a wiki would keep it.
const root = document.documentElement;
const storage = storageOfPage();
const kept = storage?.getItem('wiki-look');
if (kept) root.dataset.look = kept;

document.querySelector('#light-or-dark')?.addEventListener('click', () => {
  const dark = root.dataset.look ? root.dataset.look === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.look = dark ? 'light' : 'dark';
  storage?.setItem('wiki-look', root.dataset.look);
});

// A browser may deny it to a frame on another site.
function storageOfPage() {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
