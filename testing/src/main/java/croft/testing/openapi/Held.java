package croft.testing.openapi;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A call that a {@link ContractProxy} has in its hands until the test wants it to go on. */
public final class Held {
  private final String method;
  private final String pathEnd;
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  Held(String method, String pathEnd) {
    this.method = method;
    this.pathEnd = pathEnd;
  }

  boolean takes(String calledMethod, String path) {
    return calledMethod.equals(method) && path.endsWith(pathEnd);
  }

  void hold() throws InterruptedException {
    arrived.countDown();
    released.await();
  }

  /** Waits until the call is there. */
  public boolean awaitArrival(long seconds) throws InterruptedException {
    return arrived.await(seconds, TimeUnit.SECONDS);
  }

  /** Lets it reach the server. */
  public void release() {
    released.countDown();
  }
}
