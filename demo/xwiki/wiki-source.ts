import { serverName } from '../../test/stack/people.ts';
import { Markup, escape } from '../template.ts';

/** What the macro writes; the tests of the pages hold the same text. */
export function place(room: string): string {
  const link = `https://matrix.to/#/${encodeURIComponent(room)}`;
  return (
    `<div class="wiki-room" data-height="" data-page="xwiki:Alpha.Room" data-read-only="false" data-room="${escape(room)}">` +
    `<a href="${link}">${escape(room)}</a></div>`
  );
}

const heading = /^= (.*) =$/;
const call = /^\{\{wikiRoom(?: room="([^"]*)")?\/\}\}$/;
const html = /^\{\{html\}\}(.*)\{\{\/html\}\}$/;

/**
 * The HTML of a page's source, as much of the syntax as the twin's pages use: headings, paragraphs, the macro, HTML.
 * Annotated, as an editor gets it, each macro has a comment with its call before it. Our macro gives editors a card; here
 * it gives them what it gives readers, as a wiki may whose macro does not learn who asks: the loader has to notice.
 */
export function render(source: string, annotated = false): Markup {
  const blocks = source.split('\n\n').map((block) => {
    const title = heading.exec(block)?.[1];
    if (title !== undefined) return `<h1 id="H${title.replaceAll(' ', '')}"><span>${escape(title)}</span></h1>`;
    const found = call.exec(block);
    if (found) {
      // Without a room it is the one of the page's space.
      const [, room] = found;
      const shown = place(room ?? `#alpha:${serverName}`);
      const parameters = room === undefined ? '' : `room="${escape(room)}"`;
      return annotated ? `<!--startmacro:wikiRoom|-|${parameters}-->${shown}<!--stopmacro-->` : shown;
    }
    return html.exec(block)?.[1] ?? `<p>${escape(block)}</p>`;
  });
  return new Markup(blocks.join(''));
}
