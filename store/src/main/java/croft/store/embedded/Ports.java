package croft.store.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ports on 127.0.0.1. That one is free is only known until the next program takes it. */
final class Ports {
  private Ports() {}

  /** The port of the last start when it is free, so that people's own connections stay valid. */
  static int free(Cluster cluster) throws IOException {
    Path remembered = cluster.directory().resolve("port");
    if (Files.exists(remembered)) {
      String text = Files.readString(remembered).strip();
      if (text.matches("[1-9][0-9]{3,4}") && isFree(Integer.parseInt(text))) {
        return Integer.parseInt(text);
      }
    }
    return any();
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // PostgreSQL sets SO_REUSEADDR as well; connections that linger must not count as taken.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException | IllegalArgumentException _) {
      return false;
    }
  }

  static int any() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
