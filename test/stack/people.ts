export const serverName = 'example.org';
export const realmName = 'acme';

export interface Person {
  readonly name: string;
  readonly userId: string;
  readonly password: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly displayName: string;
  /** The user's fixed id in Keycloak, so that a restarted Keycloak knows the same people. */
  readonly subject: string;
}

const names = {
  alice: ['Alice', 'Martin'],
  bob: ['Bob', 'Okafor'],
  carol: ['Carolina Maximiliana Konstantina', 'von und zu Hohenlohe-Waldenburg-Schillingsfürst'],
  dave: ['Dave', 'Lindqvist'],
  erin: ['Erin', 'Walsh'],
  farah: ['فرح', 'حداد'],
  mallory: ['Mallory', 'Grant'],
} as const;

export type PersonName = keyof typeof names;

export const personNames = Object.keys(names) as PersonName[];

/** The people of the realm. Erin is the newcomer: she has an account in Keycloak and has never been in Matrix. */
export const people = Object.fromEntries(personNames.map((name, index) => [name, describe(name, index + 1)])) as Record<
  PersonName,
  Person
>;

function describe(name: PersonName, number: number): Person {
  const [firstName, lastName] = names[name];
  return {
    name,
    userId: `@${name}:${serverName}`,
    password: `${name}-reads-the-wiki`,
    firstName,
    lastName,
    displayName: `${firstName} ${lastName}`,
    subject: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  };
}
