// BullMQ on a Redis whose append-only file is synced for each write (durable as the others are).
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { finish, jobs, processes, isChild, spawnChildren } from './measure.mjs';

const connection = new Redis({ host: '127.0.0.1', port: +process.env.REDIS_PORT, maxRetriesPerRequest: null });

if (isChild) {
  new Worker('noop', async () => {}, { connection, concurrency: 100, removeOnComplete: { count: 0 } });
} else {
  const queue = new Queue('noop', { connection });
  for (let at = 0; at < jobs; at += 1000) {
    await queue.addBulk(Array.from({ length: Math.min(1000, jobs - at) }, () => ({ name: 'noop', data: {} })));
  }
  const left = async () => {
    const counts = await queue.getJobCounts('waiting', 'active', 'prioritized', 'delayed');
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  };
  await finish(`BullMQ, Redis appendfsync ${process.env.REDIS_FSYNC}`, left, () => spawnChildren(import.meta.url, processes));
}
