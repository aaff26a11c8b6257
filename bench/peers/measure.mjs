// What the queues in JavaScript share: workers in processes of their own, and a clock.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const jobs = +process.env.JOBS;
export const processes = +process.env.PROCESSES;
export const isChild = process.argv[2] === 'child';

export function spawnChildren(url, count) {
  return Array.from({ length: count }, () =>
    spawn(process.execPath, [fileURLToPath(url), 'child'], { stdio: ['ignore', 'ignore', 'inherit'] }),
  );
}

/** From the start of the workers, which must load their program too, to the last job's end. */
export async function finish(name, left, start) {
  const before = await left();
  if (before !== jobs) throw new Error(`${name}: ${before} jobs are queued, not ${jobs}`);
  const begun = performance.now();
  const children = start();
  while ((await left()) > 0) await new Promise((done) => setTimeout(done, 50));
  const seconds = (performance.now() - begun) / 1000;
  children.forEach((child) => child.kill('SIGKILL'));
  console.log(`${name}|${jobs}|${seconds.toFixed(2)}|${Math.round(jobs / seconds)}`);
  process.exit(0);
}
