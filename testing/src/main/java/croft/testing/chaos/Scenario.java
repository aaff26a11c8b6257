package croft.testing.chaos;

import croft.testing.harness.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A fault that is done to a farm under load, and undone. Numbers are rows of the promises. */
enum Scenario {
  SERVER_KILLED("a server is killed (-9) and started again") {
    @Override
    void strike(ChaosFarm farm, Random random) throws IOException, InterruptedException {
      int server = random.nextInt(farm.serverCount());
      farm.killServer(server);
      rest(random.nextInt(1_500));
      farm.restartServer(server);
    }
  },
  SERVERS_KILLED("all servers are killed (-9) at once and started again") {
    @Override
    void strike(ChaosFarm farm, Random random) throws IOException, InterruptedException {
      for (int server = 0; server < farm.serverCount(); server++) {
        farm.killServer(server);
      }
      for (int server = 0; server < farm.serverCount(); server++) {
        farm.restartServer(server);
      }
    }
  },
  SERVER_STOPPED("a server stands still (STOP), for less or more than a lease, and goes on") {
    @Override
    void strike(ChaosFarm farm, Random random) throws IOException, InterruptedException {
      int server = random.nextInt(farm.serverCount());
      farm.signalServer(server, "STOP");
      rest(random.nextBoolean() ? 1_000 : ChaosFarm.LEASE.toMillis() + 2_000);
      farm.signalServer(server, "CONT");
    }
  },
  DATABASE_KILLED("PostgreSQL's first process is killed (-9)") {
    @Override
    void strike(ChaosFarm farm, Random random) throws InterruptedException {
      farm.postgres().kill();
      rest(500);
    }
  },
  DATABASE_RESTARTED("PostgreSQL is stopped at once (immediate) and started again") {
    @Override
    void strike(ChaosFarm farm, Random random) throws IOException, InterruptedException {
      signal(farm.postgres().pid(), "QUIT");
      rest(500);
    }
  },
  FAILOVER("PostgreSQL dies for good, and its synchronous standby takes over") {
    @Override
    void strike(ChaosFarm farm, Random random) throws IOException, InterruptedException {
      ChaosFarm.Successor successor = farm.new Successor(farm.folder());
      // Some time in which every commit waits for both.
      rest(500 + random.nextInt(1_500));
      successor.takeOver();
    }
  },
  DISK_FULL("the disk of PostgreSQL is full, and freed after a while") {
    @Override
    boolean isPossible() {
      return SmallDisk.isPossible();
    }

    @Override
    String needs() {
      return "root, to mount a small file system";
    }

    @Override
    void strike(ChaosFarm farm, Random random) throws IOException, InterruptedException {
      try (SmallDisk disk = SmallDisk.mount(farm.folder().resolve("small"))) {
        farm.new Successor(disk.folder()).takeOver();
        rest(2_000);
        disk.fill();
        rest(2_000 + random.nextInt(4_000));
        disk.free();
        farm.awaitDatabase();
        farm.new Successor(farm.folder()).takeOver();
      }
    }
  },
  DATABASE_CUT("the network between a server and PostgreSQL is silent, or broken, for a while") {
    @Override
    void strike(ChaosFarm farm, Random random) throws InterruptedException {
      cut(farm.toDatabase(random.nextInt(farm.serverCount())), random);
    }
  },
  WORKERS_KILLED("a third of the workers dies; others come") {
    @Override
    void strike(ChaosFarm farm, Random random) {
      int dying = Math.max(1, farm.workers().size() / 3);
      for (int number = 0; number < dying; number++) {
        farm.workers().remove(random.nextInt(farm.workers().size())).die();
      }
      for (int number = 0; number < dying; number++) {
        var _ = farm.addWorker(random.nextLong());
      }
    }
  },
  WORKERS_STOPPED("a third of the workers stands still for longer than a lease, and goes on") {
    @Override
    void strike(ChaosFarm farm, Random random) throws InterruptedException {
      List<SimulatedWorker> still =
          farm.workers().subList(0, Math.max(1, farm.workers().size() / 3));
      still.forEach(SimulatedWorker::stop);
      rest(ChaosFarm.LEASE.toMillis() + 2_000);
      still.forEach(SimulatedWorker::goOn);
    }
  },
  NETWORK_CUT("the network before a server is silent, or broken, for a while") {
    @Override
    void strike(ChaosFarm farm, Random random) throws InterruptedException {
      cut(farm.front(random.nextInt(farm.serverCount())), random);
    }
  },
  NETWORK_FLAPS("the networks before both servers break in turn, again and again") {
    @Override
    void strike(ChaosFarm farm, Random random) throws InterruptedException {
      for (int time = 0; time < 8; time++) {
        TcpProxy front = farm.front(time % farm.serverCount());
        front.set(TcpProxy.Mode.BROKEN);
        rest(100 + random.nextInt(300));
        front.set(TcpProxy.Mode.OPEN);
      }
    }
  },
  NETWORK_SLOW("each piece of what servers and workers say takes 100 to 400 ms") {
    @Override
    void strike(ChaosFarm farm, Random random) throws InterruptedException {
      for (int server = 0; server < farm.serverCount(); server++) {
        farm.front(server).delay(100 + random.nextInt(300));
      }
      rest(3_000);
      for (int server = 0; server < farm.serverCount(); server++) {
        farm.front(server).delay(0);
      }
    }
  },
  REPEATS("ends are reported 100 times at once, through all servers; with other words; by others") {
    @Override
    void strike(ChaosFarm farm, Random random) throws InterruptedException {
      new Repeats(farm, random).run();
    }
  },
  ROLLING("the servers are replaced one by one") {
    @Override
    void strike(ChaosFarm farm, Random random) throws IOException, InterruptedException {
      for (int server = 0; server < farm.serverCount(); server++) {
        farm.endServer(server);
        farm.restartServer(server);
        rest(500);
      }
    }
  },
  CLOCKS("servers run with clocks an hour ahead and an hour behind") {
    @Override
    boolean isPossible() {
      return Files.isExecutable(FAKETIME);
    }

    @Override
    String needs() {
      return "faketime (Debian: faketime)";
    }

    @Override
    void strike(ChaosFarm farm, Random random) throws IOException, InterruptedException {
      for (int server = 0; server < farm.serverCount(); server++) {
        farm.killServer(server);
        farm.restartServer(server, skewed(farm.launch(), server % 2 == 0 ? "+1h" : "-1h"));
      }
      rest(ChaosFarm.LEASE.toMillis() + 1_000);
      for (int server = 0; server < farm.serverCount(); server++) {
        farm.killServer(server);
        farm.restartServer(server);
      }
    }
  };

  private static final Path FAKETIME = Path.of("/usr/bin/faketime");

  private final String description;

  Scenario(String description) {
    this.description = description;
  }

  /** What happens, in a line. */
  String description() {
    return description;
  }

  /** As it is named on the command line. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Does it, and undoes it: the farm can recover when this returns. */
  abstract void strike(ChaosFarm farm, Random random) throws IOException, InterruptedException;

  /** Whether this machine can do it. */
  boolean isPossible() {
    return true;
  }

  /** What it needs of a machine. */
  String needs() {
    return "";
  }

  private static void rest(long ms) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(ms);
  }

  private static void cut(TcpProxy network, Random random) throws InterruptedException {
    network.set(random.nextBoolean() ? TcpProxy.Mode.SILENT : TcpProxy.Mode.BROKEN);
    rest(500 + random.nextInt(3_000));
    network.set(TcpProxy.Mode.OPEN);
  }

  private static void signal(long pid, String name) throws IOException, InterruptedException {
    new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid).start().waitFor();
  }

  private static Child.Launch skewed(Child.Launch launch, String by) {
    return launch.behind(
        List.of("env", "FAKETIME_DONT_FAKE_MONOTONIC=1", FAKETIME.toString(), "-f", by));
  }
}
