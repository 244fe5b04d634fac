export type { Checkpoint, Signer } from './checkpoint.ts';
export { isSigned, newKey, signerOf } from './checkpoint.ts';
export { findingText, linesIn, verifyExport } from './file.ts';
export type { LogHeader, LogRecord, LogTail } from './format.ts';
export { EXPORT_FORMAT, NoExport } from './format.ts';
export type { Report } from './verify.ts';
export { verifyLog } from './verify.ts';
