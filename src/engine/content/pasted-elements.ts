import type { Properties } from 'hast';
import type { Attributes } from './html-attributes.ts';
import { ownString } from './own.ts';

const named = (names: string): ReadonlySet<string> => new Set(names.split(' '));

/** Stand in lines of their own, whatever is in them. */
const blocks = named(
  'address article aside blockquote br center dd dir div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr ' +
    'legend li listing main nav ol p pre section summary table tbody td tfoot th thead tr ul xmp',
);
/** Say something of what is in them, and what that is: nothing is said twice of the same. */
const spans: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ a: 'link', b: 'strong', strong: 'strong', del: 'delete', s: 'delete', strike: 'delete' },
    ...{ em: 'emphasis', i: 'emphasis', mark: 'emphasis', u: 'emphasis' },
    ...{ code: 'code', kbd: 'code', samp: 'code', tt: 'code', var: 'code', fieldset: 'fieldset', q: 'quote' },
  }),
);
/** Nothing of them is read: what a page does with them is not what a reader sees of them. */
const silent = named(
  'applet area base basefont button caption col colgroup datalist dialog embed frame frameset head iframe input link math menu ' +
    'meta noembed noframes option param rp script select source style svg template textarea title track',
);

/** `through`: only what is in it counts. */
export type Role = 'block' | 'silent' | 'through' | { readonly span: string };

export function roleOf(tag: string, attributes: Attributes): Role {
  if (silent.has(tag) || Object.hasOwn(attributes, 'hidden')) return 'silent';
  if (blocks.has(tag)) return 'block';
  const span = spans.get(tag);
  // Some word processors wrap all that is copied in one.
  const isPlain = tag === 'b' && /font-weight:\s*(?:normal|400)/.test(ownString(attributes, 'style') ?? '');
  return span === undefined || isPlain ? 'through' : { span };
}

/** A page could say any number. */
const mostColumns = 10;

/** All that is asked of an element; a page may put any number of others on it. */
export function propertiesOf(attributes: Attributes): Properties {
  const properties: Properties = {};
  for (const name of ['align', 'href', 'start']) {
    const value = ownString(attributes, name);
    if (value !== undefined) properties[name] = value;
  }
  const classes = ownString(attributes, 'class');
  if (classes !== undefined) properties['className'] = classes.split(/\s+/);
  const columns = Number(ownString(attributes, 'colspan')) || 1;
  if (columns > 1) properties['colSpan'] = Math.min(columns, mostColumns);
  return properties;
}
