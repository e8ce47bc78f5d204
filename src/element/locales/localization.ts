import { configureLocalization } from '@lit/localize';
import { part } from '../../protocol/part.ts';

const german = part(() => import('./generated/de.ts'));
const french = part(() => import('./generated/fr.ts'));

const { getLocale, setLocale } = configureLocalization({
  sourceLocale: 'en',
  targetLocales: ['de', 'fr'],
  loadLocale: (locale) => (locale === 'de' ? german() : french()),
});

const offered = ['en', 'de', 'fr'];

/** The words we have for a language tag; English for one we have none for. */
function localeFor(language: string): string {
  const base = language.toLowerCase().split('-', 1)[0] ?? '';
  return offered.includes(base) ? base : 'en';
}

/**
 * Loads the words of a language. One language holds for all elements of a page: the last one asked for. Where its words
 * cannot be loaded, those before stay.
 */
export async function useLanguage(language: string): Promise<void> {
  const locale = localeFor(language);
  if (locale !== getLocale()) await setLocale(locale).catch(() => undefined);
}
