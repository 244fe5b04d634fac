import { CelFault } from '../errors.ts';
import type { Meter } from '../values/equality.ts';

const exceeded = new CelFault('cel.cost-exceeded', 'The evaluation reached its cost limit.');

/** One evaluation under way: its data, the variables of its loops, and what it has cost. */
export class Frame implements Meter {
  cost = 0;
  readonly bindings: Readonly<Record<string, unknown>>;
  readonly locals: unknown[];
  private readonly costMax: number;

  constructor(
    bindings: Readonly<Record<string, unknown>>,
    locals: unknown[],
    cost: number,
    costMax: number,
  ) {
    this.bindings = bindings;
    this.locals = locals;
    this.costMax = costMax;
    this.charge(cost);
  }

  charge(units: number): void {
    this.cost += units;
    if (this.cost > this.costMax) throw exceeded;
  }
}

/** Gives an error that CEL's logic may absorb; anything else goes on up. */
export function absorbed(error: unknown): CelFault {
  if (error instanceof CelFault && error !== exceeded) return error;
  throw error;
}
