import { configureLocalization } from '@lit/localize';
import { backOff } from '../../protocol/back-off.ts';
import { part } from '../../protocol/part.ts';

const german = part(() => import('./generated/de.ts'));
const french = part(() => import('./generated/fr.ts'));

const { getLocale, setLocale } = configureLocalization({
  sourceLocale: 'en',
  targetLocales: ['de', 'fr'],
  loadLocale: (locale) => persistently(locale === 'de' ? german : french),
});

const offered = ['en', 'de', 'fr'];

const baseOf = (language: string): string => language.toLowerCase().split('-', 1)[0] ?? '';

/** The words we have for a language tag; English for one we have none for. */
function localeFor(language: string): string {
  const base = baseOf(language);
  return offered.includes(base) ? base : 'en';
}

/**
 * The language of the words that are shown at present, where those of `language` are wanted: of them, and of the numbers,
 * dates and lists of names in them. On a page whose language we have no words for it is the English of most of the world.
 */
export function languageOfWords(language: string): string {
  const locale = getLocale();
  return baseOf(language) === locale ? language : locale === 'en' ? 'en-GB' : locale;
}

/** About ten minutes. */
const attempts = 20;

async function persistently<T>(load: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await load();
    } catch (error) {
      if (failures === attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, backOff(failures)));
    }
  }
}

/**
 * Loads the words of a language. One language holds for all elements of a page: the last one asked for. Until its words
 * have come, those before stay.
 */
export async function useLanguage(language: string): Promise<void> {
  const locale = localeFor(language);
  // What is wanted last is still asked for where it failed for good, until something else is wanted.
  await setLocale(locale).catch(() => setLocale(getLocale()).catch(() => undefined));
}
