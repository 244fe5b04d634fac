/** Drives a load with a fixed number of clients in flight and measures every command. */

export interface Load {
  /** Runs one instance from start to end; calls `command` round each of its commands. */
  readonly instance: (command: <T>(work: () => Promise<T>) => Promise<T>) => Promise<void>;
}

/** What one run of a load came to. */
export interface Figures {
  readonly commandsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Instances and commands of the run with its warm-up, for what is counted outside. */
  readonly instancesAll: number;
  readonly commandsAll: number;
  /** Processor time of the process that does the work, warm-up included, in milliseconds. */
  readonly cpuMs: number;
}

/** Runs for about the time given, after a warm-up of a fifth of it. */
export async function drive(load: Load, inFlight: number, milliseconds: number): Promise<Figures> {
  const cpuBefore = process.cpuUsage();
  const warmUp: number[] = [];
  let instancesAll = await phase(load, inFlight, milliseconds / 5, warmUp);
  const times: number[] = [];
  const startedAt = performance.now();
  instancesAll += await phase(load, inFlight, milliseconds, times);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  times.sort((a, b) => a - b);
  return {
    commandsPerSecond: times.length / seconds,
    p50Ms: times[Math.floor(times.length * 0.5)] ?? 0,
    p99Ms: times[Math.floor(times.length * 0.99)] ?? 0,
    instancesAll,
    commandsAll: warmUp.length + times.length,
    cpuMs: (cpu.user + cpu.system) / 1000,
  };
}

async function phase(load: Load, inFlight: number, milliseconds: number, times: number[]) {
  const until = performance.now() + milliseconds;
  let instances = 0;
  const command = async <T>(work: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    const result = await work();
    times.push(performance.now() - startedAt);
    return result;
  };
  const client = async (): Promise<void> => {
    while (performance.now() < until) {
      await load.instance(command);
      instances += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, client));
  return instances;
}
