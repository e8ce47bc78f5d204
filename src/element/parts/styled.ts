import { noChange } from 'lit';
import { Directive, directive } from 'lit/directive.js';
import type { ElementPart, PartInfo } from 'lit/directive.js';
import { PartType } from 'lit/directive.js';

/** CSS properties (kebab-case) and their values; `undefined` leaves one away. */
export type StyleValues = Readonly<Record<string, string | undefined>>;

class StyledDirective extends Directive {
  #set: StyleValues = {};

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new TypeError('styled() stands among the attributes of an element');
  }

  render(_values: StyleValues): typeof noChange {
    return noChange;
  }

  override update({ element }: ElementPart, [values]: [StyleValues]): typeof noChange {
    const { style } = element as HTMLElement;
    for (const name of Object.keys(this.#set)) if (values[name] === undefined) style.removeProperty(name);
    for (const name of Object.keys(values)) {
      const value = values[name];
      if (value !== undefined && value !== this.#set[name]) style.setProperty(name, value);
    }
    this.#set = values;
    return noChange;
  }
}

/**
 * Styles of one element, always by CSSOM: `<p ${styled({ color })}>`. Lit's `styleMap` writes a `style` attribute the
 * first time, which a Content-Security-Policy without `'unsafe-inline'` refuses.
 */
export const styled = directive(StyledDirective);
