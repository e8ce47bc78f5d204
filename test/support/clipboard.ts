/** What is put on the clipboard until `restore`; `refuse`: as by a policy of the page. */
export function takeClipboard(refuse = false): { readonly texts: readonly string[]; restore(): void } {
  const texts: string[] = [];
  const { clipboard } = navigator;
  const former = clipboard.writeText.bind(clipboard);
  clipboard.writeText = async (text) => {
    if (refuse) throw new DOMException('no', 'NotAllowedError');
    texts.push(text);
  };
  return { texts, restore: () => (clipboard.writeText = former) };
}
