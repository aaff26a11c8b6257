// graphile-worker as its performance page advises: a local queue, completions in batches.
import pg from 'pg';
import { run, makeWorkerUtils } from 'graphile-worker';
import { finish, jobs, processes, isChild, spawnChildren } from './measure.mjs';

const connectionString = process.env.DATABASE_URL;
const preset = {
  worker: {
    connectionString,
    concurrentJobs: 24,
    maxPoolSize: 25,
    pollInterval: 500,
    localQueue: { size: 500 },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
  },
};

if (isChild) {
  const { Logger } = await import('graphile-worker');
  await run({ preset: { worker: { ...preset.worker, logger: new Logger(() => () => {}) } }, taskList: { noop: async () => {} } });
} else {
  const pool = new pg.Pool({ connectionString, max: 2 });
  const utils = await makeWorkerUtils({ connectionString });
  await utils.migrate();
  await pool.query(
    `select graphile_worker.add_jobs(array(
       select row('noop', '{}'::json, null, null, null, null, null, null)::graphile_worker.job_spec
       from generate_series(1, $1::int)), false)`,
    [jobs],
  );
  const left = async () => +(await pool.query('select count(*) from graphile_worker._private_jobs')).rows[0].count;
  await finish('graphile-worker', left, () => spawnChildren(import.meta.url, processes));
}
