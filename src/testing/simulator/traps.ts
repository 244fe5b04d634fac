/** Takes away what would make two runs of one plan differ (K2). */

/** From here on the clock, chance and the network of the machine throw. */
export function setTraps(): void {
  const RealDate = Date;
  const trap = (name: string) => (): never => {
    throw new TypeError(`K2: ${name} in a simulated run`);
  };
  class SimulatedDate extends RealDate {
    constructor(...args: readonly unknown[]) {
      if (args.length === 0) trap('new Date()')();
      super(...(args as [number]));
    }
    static override now = trap('Date.now');
  }
  globalThis.Date = SimulatedDate as unknown as DateConstructor;
  Math.random = trap('Math.random');
  const own: Record<string, unknown> = {
    setTimeout: trap('setTimeout'),
    setInterval: trap('setInterval'),
    setImmediate: trap('setImmediate'),
    fetch: trap('fetch'),
  };
  Object.assign(globalThis, own);
  crypto.randomUUID = trap('crypto.randomUUID');
  crypto.getRandomValues = trap('crypto.getRandomValues');
  performance.now = trap('performance.now');
}
