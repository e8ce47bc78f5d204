import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { mountComposer } from '../support/mount-composer.ts';
import { ScriptedLink } from '../support/scripted-link.ts';
import { waitUntil } from '../support/wait-until.ts';

async function mount(limit = 1_000_000) {
  const link = new ScriptedLink({ 'upload-limit': async () => ({ bytes: limit }) });
  const { element, echoes, root, field } = await mountComposer(link);
  return {
    element,
    echoes,
    field,
    send: root.querySelector('.send') as HTMLButtonElement,
    chooser: root.querySelector('.chooser') as HTMLInputElement,
    chosen: () => [...root.querySelectorAll<HTMLElement>('.chosen')],
  };
}

async function picture(width: number, height: number): Promise<File> {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.fillRect(0, 0, 5, 5);
  return new File([await canvas.convertToBlob()], 'sketch.png', { type: 'image/png' });
}

function transfer(...files: readonly File[]): DataTransfer {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  return data;
}

async function backwards(): Promise<void> {
  await sendKeys({ down: 'Shift' });
  await sendKeys({ press: 'Tab' });
  await sendKeys({ up: 'Shift' });
}

describe('<wiki-room-composer> and files', () => {
  it('has nothing that axe finds, with files of all kinds', async () => {
    const { element, chosen } = await mount(100);
    element.viewModel?.addFiles([
      await picture(40, 30),
      new File(['x'.repeat(101)], 'A very long name of a file that is too large indeed.pdf'),
    ]);
    await waitUntil(() => chosen()[1]?.querySelector('[role=alert]') instanceof Element);
    await expect(element).to.be.accessible();
    expect(chosen()[1]?.textContent).to.contain('Too large');
    expect(chosen()[1]?.querySelector('.name')?.textContent).to.match(/\.pdf$/);
  });

  it('has the browser ask before the page is left, while there are files that were not sent', async () => {
    const { element, chosen, send } = await mount();
    const asks = (): boolean => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
    const place = element.parentElement;
    expect(asks()).to.equal(false);
    element.viewModel?.addFiles([new File(['x'], 'one.txt'), new File(['x'], 'two.txt')]);
    await waitUntil(() => chosen().length === 2);
    expect(asks()).to.equal(true);
    element.remove();
    expect(asks()).to.equal(false);
    place?.append(element);
    await element.updateComplete;
    expect(asks()).to.equal(true);
    chosen()[0]?.querySelector('button')?.click();
    await waitUntil(() => chosen().length === 1);
    expect(asks()).to.equal(true);
    send.click();
    await waitUntil(() => chosen().length === 0);
    await waitUntil(() => !asks());
  });

  it('takes a pasted picture, shows it, and sends it with its size', async () => {
    const { field, send, chosen, echoes } = await mount();
    field.focus();
    const clipboardData = transfer(await picture(40, 30));
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    field.dispatchEvent(paste);
    expect(paste.defaultPrevented).to.equal(true);
    await waitUntil(() => chosen()[0]?.querySelector('img')?.complete === true);
    expect(send.disabled).to.equal(false);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => echoes.length === 1);
    expect(echoes[0]?.draft.file?.box).to.deep.equal({ width: 40, height: 30 });
    await waitUntil(() => chosen().length === 0);
  });

  for (const type of ['text/html', 'text/rtf']) {
    it(`leaves pasted text to the field, also where a picture of it comes along, as ${type} does`, async () => {
      const { element, field, chosen } = await mount();
      const clipboardData = transfer(await picture(4, 3));
      clipboardData.setData('text/plain', 'cells of a table');
      clipboardData.setData(type, 'cells of a table');
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      await element.updateComplete;
      expect(chosen().length).to.equal(0);
    });
  }

  it('takes a file that was copied on the desktop, though its name stands beside it', async () => {
    const { field, chosen } = await mount();
    const clipboardData = transfer(await picture(4, 3));
    clipboardData.setData('text/plain', 'picture.png');
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    field.dispatchEvent(paste);
    expect(paste.defaultPrevented).to.equal(true);
    await waitUntil(() => chosen().length === 1);
    expect(field.value).to.equal('');
  });

  for (const way of ['drop', 'paste'] as const) {
    it(`leaves out folders, which cannot be read, and says so where there is nothing else (${way})`, async () => {
      const { element, field, chosen } = await mount();
      const { webkitGetAsEntry } = DataTransferItem.prototype;
      DataTransferItem.prototype.webkitGetAsEntry = function () {
        return { isDirectory: this.getAsFile()?.name === 'folder' } as FileSystemEntry;
      };
      const bring = (...files: File[]): void => {
        const data = transfer(...files);
        const init = { bubbles: true, cancelable: true };
        if (way === 'drop') element.dispatchEvent(new DragEvent('drop', { dataTransfer: data, ...init }));
        else field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, ...init }));
      };
      try {
        bring(new File([], 'folder'));
        await waitUntil(() => element.renderRoot.textContent.includes('Folders cannot be sent.'));
        bring(new File([], 'folder'), new File(['2'], '2.txt'));
        await waitUntil(() => chosen().length > 0);
      } finally {
        DataTransferItem.prototype.webkitGetAsEntry = webkitGetAsEntry;
      }
      expect(chosen().map((file) => file.querySelector('.name')?.textContent)).to.deep.equal(['2.txt']);
      expect(element.renderRoot.textContent).not.to.contain('Folders');
    });
  }

  it('takes files that are dropped, and says so while they are dragged', async () => {
    const { element, chosen } = await mount();
    const dataTransfer = transfer(new File(['1'], '1.txt'), new File(['2'], '2.txt'));
    const drag = (type: string): DragEvent => new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
    element.dispatchEvent(drag('dragover'));
    await element.updateComplete;
    expect(element.renderRoot.textContent).to.contain('Drop the files');
    element.dispatchEvent(drag('drop'));
    await waitUntil(() => chosen().length === 2);
    expect(element.renderRoot.textContent).not.to.contain('Drop the files');
  });

  it('is all done by keyboard: the button opens the chooser, a file can be left out', async () => {
    const { element, field, chooser, chosen } = await mount();
    let opened = 0;
    chooser.click = () => opened++;
    field.focus();
    await backwards();
    await sendKeys({ press: 'Enter' });
    expect(opened).to.equal(1);
    chooser.files = transfer(new File(['1'], '1.txt')).files;
    chooser.dispatchEvent(new Event('change'));
    await waitUntil(() => chosen().length === 1);
    expect(element.shadowRoot?.activeElement === field).to.equal(true);
    await backwards();
    await backwards();
    expect(element.shadowRoot?.activeElement?.getAttribute('aria-label')).to.equal('Remove 1.txt');
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => chosen().length === 0);
  });
});
