package croft.store.embedded;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * PostgreSQL's settings for a farm on a small machine that does other work too. What durability
 * depends on is not here but on the server's command line.
 */
final class Settings {
  private static final int IO_METHOD_SINCE = 18;

  private Settings() {}

  /** The farm's settings, with those of the caller in place of or after them. */
  static Map<String, String> merged(int major, Map<String, String> own) {
    Map<String, String> all = new LinkedHashMap<>();
    // The farm's pools take 40 at most; the rest is for people, backups and monitoring.
    all.put("max_connections", "60");
    all.put("shared_buffers", "128MB");
    all.put("huge_pages", "try");
    all.put("work_mem", "8MB");
    all.put("maintenance_work_mem", "64MB");
    all.put("effective_cache_size", "1GB");
    all.put("random_page_cost", "1.1");
    all.put("jit", "off");
    all.put("track_io_timing", "off");
    // The farm's statements are short; workers would take the cores from its jobs.
    all.put("max_parallel_workers_per_gather", "0");
    // Hot tables fit in memory: reading in the background would only cost more processes.
    if (major >= IO_METHOD_SINCE) {
      all.put("io_method", "sync");
    }
    all.put("max_logical_replication_workers", "0");
    // A checkpoint makes the next change of each page write the whole page to the WAL: have few.
    all.put("wal_buffers", "16MB");
    all.put("max_wal_size", "2GB");
    all.put("min_wal_size", "256MB");
    all.put("checkpoint_timeout", "15min");
    // Two writers that deadlock stall the batches behind them for this long.
    all.put("deadlock_timeout", "200ms");
    // A query whose program was killed must not go on and hold its locks.
    all.put("client_connection_check_interval", "10s");
    all.put("timezone", "UTC");
    all.put("log_timezone", "UTC");
    all.put("log_line_prefix", "%m [%p] ");
    // Statements carry what users gave; the log must not.
    all.put("log_min_error_statement", "panic");
    all.put("log_parameter_max_length_on_error", "0");
    all.putAll(own);
    return all;
  }
}
