/** The engine's own regular expressions: a chunk for those who write in a field that has one. */

export { compilePattern } from '../../cel/index.ts';
