package croft.testing.chaos;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A piece of network between two programs, which can be slow, silent, or broken. Safe for use by
 * many threads.
 */
final class TcpProxy implements AutoCloseable {
  /** What the network does. */
  enum Mode {
    /** Passes everything on. */
    OPEN,
    /** Passes nothing on and says nothing: what was sent arrives when it is open again. */
    SILENT,
    /** Ends all connections and takes no new ones. */
    BROKEN
  }

  private static final long LOOK_MS = 20;
  private static final int BACKLOG = 200;
  private static final int CONNECT_MS = 5_000;

  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile int target;
  private volatile Mode mode = Mode.OPEN;
  private volatile long delayMs;
  private volatile boolean closed;

  private TcpProxy(int target) throws IOException {
    this.target = target;
    listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    var _ = Thread.ofVirtual().name("proxy").start(this::accept);
  }

  /** Before a port of this machine. */
  static TcpProxy before(int port) throws IOException {
    return new TcpProxy(port);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Whoever connects from now on reaches another port. */
  void retarget(int port) {
    target = port;
  }

  void set(Mode now) {
    mode = now;
    if (now == Mode.BROKEN) {
      sockets.forEach(TcpProxy::end);
    }
  }

  /** Every piece takes so long in each direction. */
  void delay(long ms) {
    delayMs = ms;
  }

  private void accept() {
    while (!closed) {
      try {
        Socket from = listener.accept();
        var _ = Thread.ofVirtual().start(() -> connect(from));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void connect(Socket from) {
    try {
      if (mode == Mode.BROKEN) {
        end(from);
        return;
      }
      Socket to = new Socket();
      to.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MS);
      to.setTcpNoDelay(true);
      from.setTcpNoDelay(true);
      sockets.add(from);
      sockets.add(to);
      var _ = Thread.ofVirtual().start(() -> pass(from, to));
      pass(to, from);
    } catch (IOException e) {
      end(from);
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[16 << 10];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
        if (delayMs > 0) {
          TimeUnit.MILLISECONDS.sleep(delayMs);
        }
        while (mode == Mode.SILENT && !closed) {
          TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
        out.write(buffer, 0, got);
        out.flush();
      }
    } catch (IOException e) {
      // One of both went away; the other learns it now.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(from);
      end(to);
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private static void end(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more either way.
    }
  }

  @Override
  public void close() {
    closed = true;
    end(listener);
    sockets.forEach(TcpProxy::end);
  }
}
