export { directoryOf } from './directory.ts';
export * from './organisation.ts';
export type { OrganisationProblem } from './reader.ts';
export * from './rights.ts';
export type { Contact, ListedPerson, Roster } from './roster.ts';
