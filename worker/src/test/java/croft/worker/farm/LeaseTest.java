package croft.worker.farm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaseTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final Lease lease = new Lease(now.get(), Duration.ofNanos(10), now::get);

  @Test
  void itCountsFromWhenTheCallWasSentAcrossTheClocksOverflow() {
    now.addAndGet(9);
    assertThat(lease.holds()).isTrue();
    now.addAndGet(1);
    assertThat(lease.holds()).isFalse();
  }

  @Test
  void aLateAnswerDoesNotShortenIt() {
    long early = now.get();
    lease.renew(early + 5, Duration.ofNanos(10));
    lease.renew(early + 2, Duration.ofNanos(10));
    now.set(early + 14);
    assertThat(lease.left()).isEqualTo(Duration.ofNanos(1));
  }

  @Test
  void anEndedSessionHoldsNothing() throws Exception {
    lease.endSession();
    assertThat(lease.holds()).isFalse();
    assertThat(lease.awaitHeld()).isFalse();
  }
}
