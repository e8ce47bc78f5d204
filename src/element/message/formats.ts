import { supportedLocale } from '../words/supported-locale.ts';

/** Times, dates, numbers and lists in the reader's language and time zone. */
export interface Formats {
  readonly locale: string;
  /** "14:02" */
  time(ts: number): string;
  /** The same without the half of the day: "9:04" for "9:04 AM". */
  clock(ts: number): string;
  /** "Tuesday, 24 November 2026 at 14:02" */
  dateTime(ts: number): string;
  /** "Today", "Yesterday", "Monday, 16 November", with the year where it is another. */
  day(ts: number, now: number): string;
  number(value: number): string;
  /** "Ann, Bob and Carol" */
  list(names: readonly string[]): string;
}

const known = new Map<string, Formats>();

export function formatsFor(locale: string): Formats {
  const existing = known.get(locale);
  if (existing !== undefined) return existing;
  const formats = createFormats(locale);
  known.set(locale, formats);
  return formats;
}

/** Each formatter takes the browser up to a millisecond, before the first paint: it is made when it is asked for. */
function createFormats(locale: string): Formats {
  const supported = supportedLocale(locale);
  const time = dates(supported, { hour: 'numeric', minute: '2-digit' });
  const dateTime = dates(supported, { dateStyle: 'full', timeStyle: 'short' });
  const day = dates(supported, { weekday: 'long', day: 'numeric', month: 'long' });
  const dayWithYear = dates(supported, { day: 'numeric', month: 'long', year: 'numeric' });
  const relative = lazily(() => new Intl.RelativeTimeFormat(supported, { numeric: 'auto' }));
  const number = lazily(() => new Intl.NumberFormat(supported));
  const list = lazily(() => new Intl.ListFormat(supported, { type: 'conjunction' }));

  return {
    locale,
    time: (ts) => time().format(ts),
    clock: (ts) => {
      const parts = time().formatToParts(ts);
      return parts
        .map(({ type, value }) => (type === 'dayPeriod' ? '' : value))
        .join('')
        .trim();
    },
    dateTime: (ts) => dateTime().format(ts),
    day: (ts, now) => {
      const days = daysBetween(ts, now);
      if (days === 0 || days === 1) return capitalized(relative().format(-days, 'day'), supported);
      const sameYear = new Date(ts).getFullYear() === new Date(now).getFullYear();
      return (sameYear ? day : dayWithYear)().format(ts);
    },
    number: (value) => number().format(value),
    list: (names) => list().format(names),
  };
}

function dates(locale: string, options: Intl.DateTimeFormatOptions): () => Intl.DateTimeFormat {
  return lazily(() => new Intl.DateTimeFormat(locale, options));
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Whole days of the calendar from `ts` to `now`. */
function daysBetween(ts: number, now: number): number {
  const midnight = (time: number): number => {
    const date = new Date(time);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  };
  return Math.round((midnight(now) - midnight(ts)) / 86_400_000);
}

function capitalized(text: string, locale: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}
