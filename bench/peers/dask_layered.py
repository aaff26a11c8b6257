"""dask.distributed, one process with two threads beside the scheduler; keeps nothing on disk."""
import os
import time

from distributed import Client, LocalCluster


def noop(*_):
    return None


if __name__ == "__main__":
    jobs = int(os.environ["JOBS"])
    width = min(jobs, 1000)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        with Client(cluster) as client:
            client.gather(client.map(noop, range(1000), pure=False))
            graph = {}
            for job in range(jobs):
                layer, at = divmod(job, width)
                first = (layer - 1) * width
                needs = {first + at, first + (at * 7 + 1) % width, first + (at * 13 + 5) % width}
                graph[f"j{job}"] = (noop, *(f"j{need}" for need in needs)) if layer else (noop,)
            last = [f"j{job}" for job in range(jobs - width, jobs)]
            start = time.monotonic()
            client.get(graph, last, optimize_graph=False)
            seconds = time.monotonic() - start
    print(f"dask.distributed, layered, in memory|{jobs}|{seconds:.2f}|{jobs / seconds:.0f}")
