/** Drives a load with a fixed number of clients in flight and measures every command. */

export interface Load {
  /** Runs one instance from start to end; calls `command` round each of its commands. */
  readonly instance: (command: <T>(work: () => Promise<T>) => Promise<T>) => Promise<void>;
}

export interface Figures {
  readonly instances: number;
  readonly seconds: number;
  readonly commandsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of this process per command, in milliseconds. */
  readonly cpuMs: number;
}

/** Runs for about the time given, after a warm-up of a fifth of it. */
export async function drive(load: Load, inFlight: number, milliseconds: number): Promise<Figures> {
  await phase(load, inFlight, milliseconds / 5, []);
  const times: number[] = [];
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const instances = await phase(load, inFlight, milliseconds, times);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  times.sort((a, b) => a - b);
  return {
    instances,
    seconds,
    commandsPerSecond: times.length / seconds,
    p50Ms: times[Math.floor(times.length * 0.5)] ?? 0,
    p99Ms: times[Math.floor(times.length * 0.99)] ?? 0,
    cpuMs: (cpu.user + cpu.system) / 1000 / times.length,
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
