import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { WikiRoomError } from '../../src/protocol/error.ts';
import { mountComposer } from '../support/mount-composer.ts';
import { message } from '../support/rows.ts';
import { ScriptedLink } from '../support/scripted-link.ts';
import { waitUntil } from '../support/wait-until.ts';

async function mount() {
  const link = new ScriptedLink();
  const { viewModel, echoes, field } = await mountComposer(link);
  field.focus();
  const paste = (copied: string | undefined, plain: string): boolean => {
    const clipboardData = new DataTransfer();
    if (copied !== undefined) clipboardData.setData('text/html', copied);
    clipboardData.setData('text/plain', plain);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    field.dispatchEvent(event);
    return event.defaultPrevented;
  };
  const asked = (): readonly unknown[] => link.callsOf('markdown-of');
  const sent = (): readonly string[] => echoes.map(({ draft }) => draft.text);
  return { link, viewModel, field, sent, paste, asked };
}

describe('what is pasted into the composer', () => {
  it('keeps its formatting, as Markdown at the caret, which can be undone', async () => {
    const { link, viewModel, field, paste, asked } = await mount();
    link.answers['markdown-of'] = async () => ({ markdown: '[page](https://wiki.example/x)' });
    await sendKeys({ type: 'See  now' });
    field.setSelectionRange(4, 4);
    expect(paste('<a href="https://wiki.example/x">page</a>', 'page')).to.equal(true);
    await waitUntil(() => field.value === 'See [page](https://wiki.example/x) now');
    expect(viewModel.getSnapshot().text).to.equal(field.value);
    expect(field.selectionStart).to.equal('See [page](https://wiki.example/x)'.length);
    expect(asked()).to.deep.equal([{ html: '<a href="https://wiki.example/x">page</a>' }]);
    await sendKeys({ down: 'Control' });
    await sendKeys({ press: 'z' });
    await sendKeys({ up: 'Control' });
    expect(field.value).to.equal('See  now');
  });

  it('stands in lines of its own where it is a list, a table or code', async () => {
    const { link, field, paste } = await mount();
    link.answers['markdown-of'] = async () => ({ markdown: '- a\n- b' });
    await sendKeys({ type: 'These: end' });
    field.setSelectionRange(6, 6);
    paste('<ul><li>a</li><li>b</li></ul>', 'a\nb');
    await waitUntil(() => field.value === 'These:\n\n- a\n- b\n\n end');
    field.value = '';
    paste('<ul><li>a</li><li>b</li></ul>', 'a\nb');
    await waitUntil(() => field.value === '- a\n- b');
  });

  it('is plain text where nothing is formatted, or the engine cannot say', async () => {
    const { link, field, paste } = await mount();
    link.answers['markdown-of'] = async () => ({});
    paste('<p>a * b</p>', 'a * b');
    await waitUntil(() => field.value === 'a * b');
    link.answers['markdown-of'] = async () => {
      throw new WikiRoomError('unknown', 'no');
    };
    paste('<b>c</b>', ' c');
    await waitUntil(() => field.value === 'a * b c');
  });

  it('is the browser’s to paste where it is plain text, and in code', async () => {
    const { field, paste, asked } = await mount();
    expect(paste(undefined, 'plain')).to.equal(false);
    for (const code of ['```\nlet a;\n', 'the `']) {
      field.value = code;
      field.setSelectionRange(code.length, code.length);
      expect(paste('<b>x</b>', 'x'), code).to.equal(false);
    }
    expect(asked()).to.deep.equal([]);
    field.value = '```\nlet a;\n```\n`b` ';
    field.setSelectionRange(field.value.length, field.value.length);
    expect(paste('<b>x</b>', 'x')).to.equal(true);
  });

  it('goes along with what is sent before it is read, in the order it was pasted in', async () => {
    const { link, field, sent, paste } = await mount();
    const first = Promise.withResolvers<{ markdown: string }>();
    link.answers['markdown-of'] = async ({ html: copied }) =>
      copied.includes('one') ? first.promise : { markdown: ' **two**' };
    paste('<b>one</b>', 'one');
    paste('<b>two</b>', 'two');
    await sendKeys({ press: 'Enter' });
    expect(sent()).to.deep.equal([]);
    first.resolve({ markdown: '**one**' });
    await waitUntil(() => sent().length === 1);
    expect(sent()).to.deep.equal(['**one** **two**']);
    expect(field.value).to.equal('');
  });

  it('comes into the composer, and nowhere else, where the reader has gone on meanwhile', async () => {
    const { link, viewModel, field, paste } = await mount();
    const answer = Promise.withResolvers<{ markdown: string }>();
    link.answers['markdown-of'] = () => answer.promise;
    paste('<b>one</b>', 'one');
    const search = await fixture<HTMLInputElement>(html`<input aria-label="Search" />`);
    search.focus();
    answer.resolve({ markdown: '**one**' });
    await waitUntil(() => viewModel.getSnapshot().text === '**one**');
    expect(field.value).to.equal('**one**');
    expect(search.value).to.equal('');
    expect(document.activeElement).to.equal(search);
  });

  it('does not come into another message that is changed meanwhile, and sends none', async () => {
    const { link, viewModel, field, sent, paste } = await mount();
    const answer = Promise.withResolvers<{ markdown: string }>();
    link.answers['markdown-of'] = () => answer.promise;
    paste('<b>one</b>', 'one');
    await sendKeys({ press: 'Enter' });
    viewModel.edit(message('mine', { own: true, editable: 'mine' }));
    answer.resolve({ markdown: '**one**' });
    await answer.promise;
    await new Promise((resolve) => setTimeout(resolve));
    expect(field.value).to.equal('mine');
    expect(sent()).to.deep.equal([]);
  });

  it('stands where it was pasted, also where the caret went on', async () => {
    const { link, field, paste } = await mount();
    const answer = Promise.withResolvers<{ markdown: string }>();
    link.answers['markdown-of'] = () => answer.promise;
    await sendKeys({ type: 'a b' });
    field.setSelectionRange(1, 1);
    paste('<b>x</b>', 'x');
    field.setSelectionRange(3, 3);
    answer.resolve({ markdown: ' **x**' });
    await waitUntil(() => field.value === 'a **x** b');
  });
});
