/** How authors write a whole flow: a resource with apiVersion, kind, metadata and spec. */

import type { FlowDefinition, StartRule, StepId, WithdrawPolicy } from '../../kernel/index.ts';
import { languageLimits } from '../limits.ts';
import { asEither, either, list } from '../shape/collections.ts';
import type { Fields } from '../shape/record.ts';
import { record } from '../shape/record.ts';
import { duration, expression, flag, number, text, title, word } from '../shape/scalars.ts';
import type { Plain, SchemaBook, Shape } from '../shape/shape.ts';
import { mismatch } from '../shape/shape.ts';
import { calendarName, dedupe, departure } from './asking.ts';
import { formShape } from './form.ts';
import { KEBAB } from './kebab.ts';
import { deadline } from './ladder.ts';
import { emptyPolicy, initiatorPolicy } from './people.ts';
import { stepList } from './steps.ts';
import { variables } from './variables.ts';

/** The version of the file format. */
const API_VERSION = 'vermilion.dev/v1';
/** The kind of resource that a flow is. */
const FLOW_KIND = 'ApprovalFlow';

const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;

type Metadata = Pick<FlowDefinition, 'name' | 'title' | 'domain'>;
type Spec = Omit<FlowDefinition, keyof Metadata>;

const metadata: Shape<Metadata> = record<Metadata>({
  expects: 'a mapping with a name',
  about: 'What the flow is called.',
  fields: {
    name: {
      shape: text({
        expects: 'a name in kebab-case',
        pattern: KEBAB,
        charsMax: languageLimits.nameCharsMax,
        code: 'flow.bad-name',
        advice: 'Use lower-case letters, digits and single hyphens.',
      }),
      about: 'Kebab-case name, unique within a tenant.',
      required: true,
      absent: '',
    },
    title: { shape: title, about: 'What people see.' },
    domain: {
      shape: text({ expects: 'a domain', charsMax: languageLimits.nameCharsMax }),
      about: 'The part of the business it belongs to.',
    },
  },
});

const start: Shape<StartRule> = record<StartRule>({
  expects: '{ who: … }',
  about: 'Who may start the flow, and how.',
  fields: { who: { shape: expression, about: 'CEL bool over initiator; everybody when absent.' } },
});

const stepIds: Shape<readonly StepId[]> = list(text({ expects: "a step's id" }), 'a list of ids');

const afterEnd = record<Extract<WithdrawPolicy, object>>({
  expects: '{ after-end: 7d }',
  about: 'While it runs, and for so long after its end.',
  fields: {
    afterEndMs: {
      key: 'after-end',
      shape: duration,
      about: 'How long after the end, if all that was called can be undone.',
      required: true,
      absent: 0,
    },
  },
});

const withdraw = either<WithdrawPolicy>(
  'never, until-first-vote, while-running or { after-end: 7d }',
  [
    {
      shape: asEither(word('never', 'until-first-vote', 'while-running')),
      owns: (value) => typeof value === 'string',
    },
    { shape: asEither(afterEnd), owns: (value) => typeof value === 'object' },
  ],
);

const specFields: Fields<Spec> = {
  version: {
    shape: text({
      expects: 'a semantic version such as 1.4.0',
      pattern: VERSION,
      code: 'flow.bad-version',
      advice: 'Write three numbers, as in 1.4.0.',
    }),
    about: 'Semantic version.',
    required: true,
    absent: '',
  },
  subject: { shape: expression, about: 'CEL string: the subject line of an instance.' },
  start: { shape: start, about: 'Who may start the flow.' },
  form: {
    shape: formShape,
    about: 'JSON Schema (2020-12) of the business data.',
    required: true,
    absent: { type: 'object' },
  },
  vars: {
    shape: variables,
    about: 'Variables that steps compute, each a JSON Schema as of a form field.',
  },
  distinct: {
    shape: list(stepIds, 'a list of lists of ids'),
    about: 'Separation of duty: on each list, no human acts on two of the steps.',
  },
  withdraw: {
    shape: withdraw,
    about: 'When the initiator may withdraw; while-running when absent.',
  },
  initiator: { shape: initiatorPolicy, about: 'Default of every step; manager when absent.' },
  empty: { shape: emptyPolicy, about: 'Default of every step; admin when absent.' },
  substitutes: {
    shape: number('a number of substitutes in a row'),
    about: 'How far substitutes of substitutes are followed; 1 when absent, 0: not at all.',
  },
  dedupe: { shape: dedupe, about: 'Default of every approval; none when absent.' },
  onLeave: { shape: departure, about: 'Default of every step; keep when absent.' },
  onMove: { shape: departure, about: 'Default of every step; keep when absent.' },
  calendar: { shape: calendarName, about: 'Default of every step; default when absent.' },
  deadline: { shape: deadline, about: 'What happens as time goes by since the start.' },
  undoMs: {
    key: 'undo',
    shape: duration,
    about: 'How long what follows outside from a vote waits, so that it can be taken back.',
  },
  remindEveryMs: {
    key: 'remindEvery',
    shape: duration,
    about: 'How often people may be reminded by hand; 1h when absent.',
  },
  oneTap: {
    shape: flag,
    about: 'Whether a link in a letter may decide, without the studio; true when absent.',
  },
  clocks: {
    shape: word('run', 'stop-while-returned'),
    about: 'Whether the deadline waits while the initiator has the instance; run when absent.',
  },
  sites: {
    shape: word('last-writer', 'merge', 'escalate'),
    about: 'What holds of what sites decided apart from each other; escalate when absent.',
  },
  steps: { shape: stepList, about: 'The steps, in order.', required: true, absent: [] },
};

const spec: Shape<Spec> = record<Spec>({
  expects: 'a mapping with version, form and steps',
  about: 'What the flow does.',
  fields: specFields,
  unsupported: {},
});

interface Resource {
  readonly apiVersion: typeof API_VERSION;
  readonly resource: typeof FLOW_KIND;
  readonly metadata: Metadata;
  readonly spec: Spec;
}

const NO_FLOW: Spec = { version: '', form: { type: 'object' }, steps: [] };

const resource = record<Resource>({
  expects: 'a flow',
  about: 'An approval flow.',
  fields: {
    apiVersion: {
      shape: word(API_VERSION),
      about: `The version of the format, ${API_VERSION}.`,
      required: true,
      absent: API_VERSION,
    },
    resource: {
      key: 'kind',
      shape: word(FLOW_KIND),
      about: `The kind of resource, ${FLOW_KIND}.`,
      required: true,
      absent: FLOW_KIND,
    },
    metadata: {
      shape: metadata,
      about: 'What it is called.',
      required: true,
      absent: { name: '' },
      flat: true,
    },
    spec: { shape: spec, about: 'What it does.', required: true, absent: NO_FLOW, flat: true },
  },
});

/** A whole flow. Metadata and spec are one object in the tree. */
export const flowDocument: Shape<FlowDefinition> = {
  expects: resource.expects,
  accepts: (node) => resource.accepts(node),
  read(node, path, reader) {
    if (node.kind !== 'map') return mismatch(resource, node, path, reader);
    const read = resource.read(node, path, reader);
    return read && { ...read.metadata, ...read.spec };
  },
  write(definition): Plain {
    const { name, title: heading, domain, ...rest } = definition;
    return resource.write({
      apiVersion: API_VERSION,
      resource: FLOW_KIND,
      metadata: {
        name,
        ...(heading === undefined ? {} : { title: heading }),
        ...(domain === undefined ? {} : { domain }),
      },
      spec: rest,
    });
  },
  schema: (book: SchemaBook) => resource.schema(book),
};
