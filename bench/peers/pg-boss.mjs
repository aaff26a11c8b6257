// pg-boss: jobs are fetched and completed in large batches.
import PgBoss from 'pg-boss';
import pg from 'pg';
import { finish, jobs, processes, isChild, spawnChildren } from './measure.mjs';

const connectionString = process.env.DATABASE_URL;
const boss = new PgBoss({ connectionString, max: 10, supervise: false, schedule: false });
boss.on('error', (error) => console.error(error));
await boss.start();

if (isChild) {
  // work() polls at most every half second: a loop of fetch and complete is its quickest use.
  for (;;) {
    const batch = await boss.fetch('noop', { batchSize: 500 });
    if (batch.length === 0) {
      await new Promise((done) => setTimeout(done, 20));
      continue;
    }
    await boss.complete('noop', batch.map((job) => job.id));
  }
} else {
  await boss.createQueue('noop');
  for (let at = 0; at < jobs; at += 5000) {
    await boss.insert(Array.from({ length: Math.min(5000, jobs - at) }, () => ({ name: 'noop', data: {} })));
  }
  const pool = new pg.Pool({ connectionString, max: 1 });
  const left = async () =>
    +(await pool.query("select count(*) from pgboss.job where name = 'noop' and state < 'completed'")).rows[0].count;
  await finish('pg-boss', left, () => spawnChildren(import.meta.url, processes));
}
