import { serverName } from '../../test/stack/people.ts';
import type { Rights } from './rest/rest-double.ts';
import { place } from './wiki-source.ts';

const alpha = `{{wikiRoom room="#alpha:${serverName}"/}}`;
const news = `{{wikiRoom room="#news:${serverName}"/}}`;

/** Raw HTML of an editor who would like to have the readers' sign-in. */
const hostile = place(`#alpha:${serverName}`).replace(
  '<div ',
  '<div data-homeserver="https://evil.example.com" data-issuer="https://evil.example.com" data-client-id="evil" ',
);

/** The pages of the space Alpha by their names, and their sources. */
export const alphaPages: Readonly<Record<string, string>> = {
  Room: source(alpha),
  Two: source(alpha, news),
  Edited: source(news),
  Far: source(...Array.from({ length: 200 }, () => 'A long page.'), alpha),
  Plain: source(),
  Hostile: source(`{{html}}${hostile}{{/html}}`),
};

/** Everybody reads, who is signed in writes. */
export const alphaRights: Rights = (user, _page, right) => right === 'view' || user !== undefined;

/** The source of a page that shows these parts between a heading and an end. */
export function source(...parts: readonly string[]): string {
  return ['= Goals =', 'What we are here for.', ...parts, 'After it.'].join('\n\n');
}
