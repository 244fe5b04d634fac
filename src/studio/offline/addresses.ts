/** Paths at which the studio is: those of `server/routes/studio.ts`. */
export const ADDRESSES = /^\/(?:(?:inbox|start)(?:\/.*)?|i\/.+|news|me)?$/;
