/** The engine's own rules of forms: a chunk that only those load who fill a form. */

export { compileForm } from '../../kernel/index.ts';
