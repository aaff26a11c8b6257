package croft.server.api;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 connections on which a request's header must come within {@link Deadlines#STALL_MAX},
 * however it drips: Helidon only bounds the silence between two reads. Bodies and answers are
 * watched by {@link Exchange}.
 */
final class TimedConnections implements ServerConnectionSelector {
  private static final ThreadLocal<HeaderClock> CLOCK = new ThreadLocal<>();

  private final ServerConnectionSelector http1;
  private final Deadlines deadlines;

  TimedConnections(ServerConnectionSelector http1, Deadlines deadlines) {
    this.http1 = http1;
    this.deadlines = deadlines;
  }

  /** The header of this thread's connection is read; what it sends next is its body. */
  static void headerRead() {
    HeaderClock clock = CLOCK.get();
    if (clock != null) {
      clock.headerRead();
    }
  }

  /** The call of this thread's connection is over; what it sends next is another header. */
  static void callOver() {
    HeaderClock clock = CLOCK.get();
    if (clock != null) {
      clock.inCall = false;
    }
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http1.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http1.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http1.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    return http1.connection(
        new Timed(
            context, DataReader.create(new HeaderClock(context.dataReader(), deadlines)::read)));
  }

  /** Runs from the first octet of a header to its last. Used by the connection's thread. */
  private static final class HeaderClock {
    private final DataReader reader;
    private final Deadlines deadlines;
    private Deadlines.@Nullable Watch watch;
    private boolean inCall;

    HeaderClock(DataReader reader, Deadlines deadlines) {
      this.reader = reader;
      this.deadlines = deadlines;
    }

    byte @Nullable [] read() {
      CLOCK.set(this);
      try {
        reader.ensureAvailable();
        byte[] octets = reader.readBuffer().readBytes();
        if (!inCall && watch == null) {
          watch = deadlines.watch();
        }
        return octets;
      } catch (DataReader.InsufficientDataAvailableException _) {
        close();
        return null;
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }

    void headerRead() {
      inCall = true;
      close();
    }

    private void close() {
      Deadlines.Watch running = watch;
      if (running != null) {
        running.close();
        watch = null;
      }
    }
  }

  /** The context of a connection with another reader. */
  private record Timed(ConnectionContext of, DataReader dataReader) implements ConnectionContext {
    @Override
    public ListenerContext listenerContext() {
      return of.listenerContext();
    }

    @Override
    public ExecutorService executor() {
      return of.executor();
    }

    @Override
    public DataWriter dataWriter() {
      return of.dataWriter();
    }

    @Override
    public Router router() {
      return of.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
      return of.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
      return of.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
      return of.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
      return of.localPeer();
    }

    @Override
    public boolean isSecure() {
      return of.isSecure();
    }

    @Override
    public String socketId() {
      return of.socketId();
    }

    @Override
    public String childSocketId() {
      return of.childSocketId();
    }
  }
}
