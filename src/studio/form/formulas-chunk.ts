/** The engine’s own working out of formulas: a chunk for forms in which something is computed. */

export { compileFormulas } from '../../kernel/index.ts';
