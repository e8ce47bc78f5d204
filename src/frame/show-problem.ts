import { WikiRoomError } from '../protocol/error.ts';
import type { Refusal } from '../protocol/frame.ts';
import { frameWords } from './frame-words.ts';

interface Notice {
  readonly lines: readonly string[];
  /** On the button that loads the frame anew: what is missing may only have been out of reach for a moment. */
  readonly again?: string;
}

/** Says in the frame what is wrong: a word of ours, what is wrong with `frame.json`, or origins that it does not list. */
export function showProblem<Reason extends Refusal | 'no-room'>(
  document: Document,
  problem: Reason | WikiRoomError | readonly string[],
  language = document.defaultView?.navigator.language ?? 'en',
): Reason | 'not-configured' | 'not-allowed' {
  const { refusals, forAdministrators, notListed, again } = frameWords(language);
  if (problem instanceof WikiRoomError) {
    const lines = [refusals['not-configured'], `${forAdministrators} ${problem.message}`];
    showNotice(document, language, { lines, again });
    return 'not-configured';
  }
  if (typeof problem === 'string') {
    showNotice(document, language, { lines: [refusals[problem]], ...(problem === 'no-script' ? { again } : {}) });
    return problem;
  }
  const origins = notListed(problem.join(', '));
  showNotice(document, language, { lines: [refusals['not-allowed'], `${forAdministrators} ${origins}`] });
  return 'not-allowed';
}

function showNotice(document: Document, language: string, { lines, again }: Notice): void {
  document.documentElement.lang = language;
  const notice = document.createElement('div');
  notice.className = 'notice';
  notice.setAttribute('role', 'alert');
  for (const text of lines) {
    const line = document.createElement('p');
    line.textContent = text;
    notice.append(line);
  }
  if (again !== undefined) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = again;
    button.addEventListener('click', () => document.location.reload());
    notice.append(button);
  }
  document.body.replaceChildren(notice);
}
