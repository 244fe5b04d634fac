/** How authors declare the variables of a flow. */

import type { JsonObject } from '../../kernel/index.ts';
import { dictionary } from '../shape/collections.ts';
import { fieldShape } from './form.ts';

/** Variables by name, each a JSON Schema. */
export const variables = dictionary<JsonObject>(
  fieldShape,
  'a mapping of names to JSON Schemas, as of form fields',
);
