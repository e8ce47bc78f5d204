import type { FrameWords } from './frame-words.ts';

/** A click sooner than this was meant for what was there before. Milliseconds. */
const settled = 700;

/**
 * Asks the reader, in the frame's own document, whether to sign out as the page wants it. A script of the page may ask,
 * but not answer. Resolves with the answer; `signal` withdraws the question (no).
 */
export function askSignOut(document: Document, words: FrameWords['signOut'], signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const shownAt = performance.now();
    const question = document.createElement('div');
    const end = (answer: boolean): void => {
      question.parentNode?.removeChild(question);
      resolve(answer);
    };
    const button = (text: string, answer: boolean): HTMLButtonElement => {
      const made = document.createElement('button');
      made.type = 'button';
      made.textContent = text;
      made.addEventListener('click', ({ isTrusted }) => {
        if (!answer || (isTrusted && performance.now() - shownAt > settled)) end(answer);
      });
      return made;
    };
    const text = document.createElement('p');
    text.textContent = words.question;
    text.id = 'wiki-room-question';
    const stay = button(words.no, false);
    question.className = 'question';
    question.setAttribute('role', 'alertdialog');
    question.setAttribute('aria-labelledby', text.id);
    question.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') end(false);
    });
    question.append(text, button(words.yes, true), stay);
    signal.addEventListener('abort', () => end(false));
    document.body.prepend(question);
    stay.focus();
  });
}
