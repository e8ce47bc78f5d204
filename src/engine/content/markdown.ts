import MarkdownIt from 'markdown-it';
import type { StateInline, Token } from 'markdown-it';
import { addSchemas } from './address-schemas.ts';
import type { RoomContext } from './event-view.ts';
import { linkTarget } from './link-target.ts';
import { personOf } from './person.ts';
import { addressMarkup, typedAddress } from './typed-address.ts';

/** What typed Markdown comes to. */
export interface Rendered {
  /** Of the allow-list of the Client-Server API; left out where nothing in the text is formatting. */
  readonly html?: string;
  /** Members of the room whose id was typed as a mention. */
  readonly userIds: ReadonlySet<string>;
  /** `@room` was typed as a mention. */
  readonly everyone: boolean;
}

/** Loaded when the first message is sent: a reader needs no Markdown. */
export function renderMarkdown(text: string, room: RoomContext): Rendered {
  const userIds = new Set<string>();
  const env = { room, userIds, everyone: false };
  const tokens = markdown.parse(text, env);
  for (const token of tokens) tidy(token);
  const mentions = { userIds, everyone: env.everyone };
  if (isPlain(tokens, text)) return mentions;
  const [first, only, last] = tokens;
  const html =
    tokens.length === 3 && first?.type === 'paragraph_open' && only !== undefined && last?.type === 'paragraph_close'
      ? markdown.renderer.renderInline(only.children ?? [], markdown.options, env)
      : markdown.renderer.render(tokens, markdown.options, env);
  return { html: html.trim(), ...mentions };
}

interface Env {
  readonly room: RoomContext;
  readonly userIds: Set<string>;
  everyone: boolean;
}

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false, breaks: true });
// Pictures would have to lie on the homeserver; what looks like a reference or an entity was meant as it was typed.
markdown.disable(['image', 'reference', 'entity']);
markdown.validateLink = (url) => linkTarget(url) !== undefined;
addSchemas(markdown.linkify);
markdown.inline.ruler.after('text', 'typed-address', typedAddress);
markdown.inline.ruler.before('link', 'mention', mention);

const mentionShape =
  /@(?:room(?!\w|[:.-]\w)|[a-z0-9._=/+-]{1,200}:[a-z0-9](?:[a-z0-9.-]{0,200}[a-z0-9])?(?::\d{1,5})?)/iy;

function mention(state: StateInline, silent: boolean): boolean {
  if (state.src.charCodeAt(state.pos) !== 0x40 || /\w/.test(state.src[state.pos - 1] ?? '')) return false;
  mentionShape.lastIndex = state.pos;
  const found = mentionShape.exec(state.src)?.[0];
  if (found === undefined || state.linkLevel > 0) return false;
  const env = state.env as unknown as Env;
  const everyone = found.toLowerCase() === '@room';
  if (!everyone && env.room.member(found) === undefined) return false;
  if (!silent) {
    if (everyone) addEveryone(state, env, found);
    else addUser(state, env, found);
  }
  state.pos += found.length;
  return true;
}

function addEveryone(state: StateInline, env: Env, text: string): void {
  env.everyone = true;
  state.push('text', '', 0).content = text;
}

/** Source: Client-Server API, "User and room mentions". */
function addUser(state: StateInline, { room, userIds }: Env, userId: string): void {
  userIds.add(userId);
  state.push('link_open', 'a', 1).attrs = [['href', `https://matrix.to/#/${userId.replaceAll('/', '%2F')}`]];
  state.push('text', '', 0).content = personOf(userId, room).name;
  state.push('link_close', 'a', -1);
}

/** Only attributes of the allow-list: no alignment by style, no titles. */
function tidy(token: Token): void {
  token.attrs = (token.attrs ?? []).filter(([name]) => name === 'href' || name === 'start');
  if (token.type === 'fence') token.info = /^[A-Za-z0-9+#.-]{1,30}(?=\s|$)/.exec(token.info)?.[0] ?? '';
  for (const child of token.children ?? []) tidy(child);
}

const plainTypes: ReadonlySet<string> = new Set([
  'paragraph_open',
  'paragraph_close',
  'inline',
  'text',
  'softbreak',
  'hardbreak',
]);

/**
 * Paragraphs of text that read as they were typed: an escape that was taken away is formatting. An address is none: whoever
 * reads plain text finds it there.
 */
function isPlain(tokens: readonly Token[], typed: string): boolean {
  const children = tokens.flatMap((token) => token.children ?? []);
  const plain = (token: Token): boolean => plainTypes.has(token.type) || token.markup === addressMarkup;
  if (![...tokens, ...children].every(plain)) return false;
  return withoutSpace(children.map((token) => token.content).join('')) === withoutSpace(typed);
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '');
}
