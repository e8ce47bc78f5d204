import type { Refusal } from '../protocol/frame.ts';

/** What the frame's page says by itself; everything else is said by the element in it. */
export interface FrameWords {
  readonly refusals: Readonly<Record<Refusal | 'no-room', string>>;
  readonly forAdministrators: string;
  readonly notListed: (origin: string) => string;
  readonly again: string;
  readonly signOut: { readonly question: string; readonly yes: string; readonly no: string };
}

const english: FrameWords = {
  refusals: {
    'not-allowed': 'The chat may not be shown on this page.',
    'not-configured': 'The chat is not set up completely.',
    'another-version': 'The chat was updated. Reload the page to go on.',
    'no-script': 'The chat could not be loaded.',
    'no-room': 'Chats are shown here inside the pages of a wiki.',
  },
  forAdministrators: 'For administrators:',
  notListed: (origin) => `"embeddedBy" in frame.json does not list ${origin}`,
  again: 'Try again',
  signOut: {
    question:
      'The page asks to sign you out. What is not sent yet is lost, and without a recovery key your encrypted messages, too.',
    yes: 'Sign out',
    no: 'Stay signed in',
  },
};

const german: FrameWords = {
  refusals: {
    'not-allowed': 'Der Chat darf auf dieser Seite nicht angezeigt werden.',
    'not-configured': 'Der Chat ist nicht vollständig eingerichtet.',
    'another-version': 'Der Chat wurde aktualisiert. Laden Sie die Seite neu.',
    'no-script': 'Der Chat konnte nicht geladen werden.',
    'no-room': 'Chats werden hier in den Seiten eines Wikis angezeigt.',
  },
  forAdministrators: 'Für die Administration:',
  notListed: (origin) => `„embeddedBy“ in frame.json nennt ${origin} nicht`,
  again: 'Erneut versuchen',
  signOut: {
    question:
      'Die Seite möchte Sie abmelden. Was noch nicht gesendet ist, geht verloren; ohne Wiederherstellungsschlüssel auch Ihre verschlüsselten Nachrichten.',
    yes: 'Abmelden',
    no: 'Angemeldet bleiben',
  },
};

const french: FrameWords = {
  refusals: {
    'not-allowed': 'La discussion ne peut pas être affichée sur cette page.',
    'not-configured': 'La discussion n’est pas entièrement configurée.',
    'another-version': 'La discussion a été mise à jour. Rechargez la page pour continuer.',
    'no-script': 'La discussion n’a pas pu être chargée.',
    'no-room': 'Les discussions s’affichent ici dans les pages d’un wiki.',
  },
  forAdministrators: 'Pour l’administration :',
  notListed: (origin) => `« embeddedBy » dans frame.json ne cite pas ${origin}`,
  again: 'Réessayer',
  signOut: {
    question:
      'La page demande à vous déconnecter. Ce qui n’est pas encore envoyé sera perdu, et sans clé de récupération vos messages chiffrés aussi.',
    yes: 'Se déconnecter',
    no: 'Rester connecté',
  },
};

/** For a language tag; English for one we have no words for. */
export function frameWords(language: string): FrameWords {
  const base = language.toLowerCase().split('-', 1)[0];
  return base === 'de' ? german : base === 'fr' ? french : english;
}
