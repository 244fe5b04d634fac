export { type CelErrorCode, celErrors } from './errors.ts';
export { celLimits } from './limits.ts';
export { compilePattern } from './pattern.ts';
export { compile } from './program.ts';
export { typeOfSchema } from './schema.ts';
export { formatType } from './type-relations.ts';
export type {
  CelCompilation,
  CelDiagnostic,
  CelEnvironment,
  CelField,
  CelFunction,
  CelProgram,
  CelResult,
  CelType,
} from './types.ts';
