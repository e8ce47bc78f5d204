import { shellSections } from './shell-section.ts';
import { timelineSections } from './timeline-section.ts';

/**
 * Every state on one page. `?look=dark` (light, dark, sepia, xwiki, darkly, serif), `dir=rtl`, `lang=de`, `only=<id of a
 * section>`.
 */
const wishes = new URLSearchParams(location.search);
document.documentElement.dataset['look'] = wishes.get('look') ?? 'light';
document.documentElement.dir = wishes.get('dir') ?? 'ltr';
document.documentElement.lang = wishes.get('lang') ?? 'en';
const only = wishes.get('only');
const wanted = [...shellSections(), ...timelineSections()].filter(({ id }) => only === null || id === only);
document.querySelector('main')?.append(...wanted);
