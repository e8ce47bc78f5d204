/** What is pasted, where it may have formatting. */
export interface Pasted {
  readonly html: string;
  readonly text: string;
}

/** With all the styles of a page, which may come with every element: more is pasted as plain text. */
const mostHtml = 150_000;

/** Cells of a table come with a picture of them, formatted; beside a file from the desktop stands its name alone. */
export function isTextWanted({ types, files }: DataTransfer): boolean {
  if (!types.includes('text/plain')) return false;
  return files.length === 0 || types.includes('text/html') || types.includes('text/rtf');
}

/**
 * Text with formatting; `undefined` where the browser pastes as well. What is pasted "as plain text" comes without HTML.
 * Into code it goes as it is.
 */
export function pastedOf(data: DataTransfer, field: HTMLTextAreaElement): Pasted | undefined {
  if (!data.types.includes('text/html') || isInCode(field.value.slice(0, field.selectionStart))) return undefined;
  const html = data.getData('text/html');
  return html.length > mostHtml ? undefined : { html, text: data.getData('text/plain') };
}

/** A fence before it is open, or a backtick of its line. */
function isInCode(before: string): boolean {
  const fences = before.match(/^ {0,3}(?:```|~~~)/gm)?.length ?? 0;
  const line = before.slice(before.lastIndexOf('\n') + 1).replace(/^ {0,3}```/, '');
  return fences % 2 === 1 || (line.match(/`+/g)?.length ?? 0) % 2 === 1;
}

const block = /\n|^(?:#{1,6} |> |- |\d+[.)] |\||```|---)/;

/** At the caret, as if it was typed: it can be undone, where the reader has not gone on. A block stands in lines of its own. */
export function insert(field: HTMLTextAreaElement, text: string, formatted: boolean): void {
  const { value, selectionStart, selectionEnd } = field;
  const isBlock = formatted && block.test(text);
  const before = value.slice(0, selectionStart);
  const after = value.slice(selectionEnd);
  const lead = isBlock && before.trim() !== '' ? '\n\n'.slice(/\n{0,2}$/.exec(before)?.[0].length) : '';
  const trail = isBlock && after.trim() !== '' ? '\n\n'.slice(/^\n{0,2}/.exec(after)?.[0].length) : '';
  const whole = lead + text + trail;
  // It writes wherever the focus is by now.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else can be undone by the reader
  if (hasFocus(field) && document.execCommand('insertText', false, whole)) return;
  field.setRangeText(whole, selectionStart, selectionEnd, 'end');
  field.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste', data: whole }));
}

function hasFocus(field: HTMLTextAreaElement): boolean {
  const root = field.getRootNode();
  return (root instanceof ShadowRoot || root instanceof Document) && root.activeElement === field;
}
