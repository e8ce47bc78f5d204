import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'pages');

/** A file of `demo/pages`, read at every request so that a change shows with the next reload. */
export function pageFile(name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8');
}

/** Markup that has been put together from escaped parts. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Fills `{{name}}`; what is no markup is escaped. */
export function fill(template: string, values: Readonly<Record<string, string | Markup>>): Markup {
  const filled = template.replace(/\{\{([a-z-]+)\}\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return value instanceof Markup ? value.text : escape(value);
  });
  return new Markup(filled);
}

/** One start tag with its attributes. */
export function tag(name: string, attributes: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`);
  return `<${name}${pairs.join('')}>`;
}

export function escape(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${String(letter.charCodeAt(0))};`);
}
