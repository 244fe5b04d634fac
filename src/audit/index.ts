export { EXPORT_FORMAT } from './format.ts';
export { verifyLog } from './verify.ts';
