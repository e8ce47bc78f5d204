import { configureLocalization } from '@lit/localize';
import { sourceLocale, targetLocales } from './locales/generated/locale-codes.ts';

const loaders: Readonly<Record<string, () => Promise<{ templates: Record<string, never> }>>> = {
  de: () => import('./locales/generated/de.ts') as never,
  fr: () => import('./locales/generated/fr.ts') as never,
};

const { setLocale } = configureLocalization({
  sourceLocale,
  targetLocales,
  loadLocale: (locale) => loaders[locale]?.() ?? Promise.reject(new Error(locale)),
});

/** Words of the language that fits best; English where there is none. One language for all elements of a page. */
export function speak(language: string): void {
  const base = language.toLowerCase().split('-')[0] ?? '';
  const locale = base in loaders ? base : sourceLocale;
  // Words that cannot be loaded leave the ones there are.
  setLocale(locale).catch(() => undefined);
}
