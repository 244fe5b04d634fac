/** A kebab-case word that starts with a letter. */
export const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
