package dev.flowguard.agent.gates.jdkhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** A publisher may end right after its last buffer: before anyone has asked for what is held. */
class HeldPublisherTest {
  private final List<String> signals = new ArrayList<>();
  private HeldPublisher publisher = asked(0);
  private Flow.Subscription subscription;

  private HeldPublisher asked(long buffers) {
    return new HeldPublisher(
        -1,
        List.of(ByteBuffer.wrap("held".getBytes(StandardCharsets.US_ASCII))),
        null,
        new Flow.Subscription() {
          @Override
          public void request(long n) {
            signals.add("more");
          }

          @Override
          public void cancel() {}
        },
        buffers);
  }

  private void subscribe() {
    publisher.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription given) {
            subscription = given;
          }

          @Override
          public void onNext(ByteBuffer buffer) {
            signals.add(StandardCharsets.US_ASCII.decode(buffer).toString());
          }

          @Override
          public void onError(Throwable cause) {
            signals.add(cause.getMessage());
          }

          @Override
          public void onComplete() {
            signals.add("complete");
          }
        });
  }

  @Test
  void anEndBeforeTheSubscriptionComesAfterWhatIsHeld() {
    publisher.end(null);
    subscribe();
    assertThat(signals).isEmpty();
    subscription.request(1);

    assertThat(signals).containsExactly("held", "complete");
  }

  @Test
  void anEndBeforeTheDemandComesAfterWhatIsHeld() {
    subscribe();
    publisher.end(null);
    assertThat(signals).isEmpty();
    subscription.request(1);

    assertThat(signals).containsExactly("held", "complete");
  }

  @Test
  void aFailureBeforeTheDemandComesAfterWhatIsHeld() {
    subscribe();
    publisher.end(new IllegalStateException("the caller's own"));
    subscription.request(2);

    assertThat(signals).containsExactly("held", "the caller's own");
  }

  @Test
  void anEndOfTheRestComesAtOnce() {
    subscribe();
    subscription.request(2);
    publisher.pass(ByteBuffer.wrap("rest".getBytes(StandardCharsets.US_ASCII)));
    publisher.end(null);

    assertThat(signals).containsExactly("held", "more", "rest", "complete");
  }

  @Test
  void whatComesOfTheRestBeforeTheSubscriptionIsGivenInItsTurnAndNotAskedForAgain() {
    publisher = asked(1);
    publisher.pass(ByteBuffer.wrap("late".getBytes(StandardCharsets.US_ASCII)));
    subscribe();
    subscription.request(1);
    subscription.request(1);
    assertThat(signals).containsExactly("held", "late");
    subscription.request(1);

    assertThat(signals).containsExactly("held", "late", "more");
  }

  @Test
  void aBufferThatWasAskedForBeforeIsNotAskedForTwice() {
    publisher = asked(1);
    subscribe();
    subscription.request(2);
    publisher.pass(ByteBuffer.wrap("late".getBytes(StandardCharsets.US_ASCII)));
    subscription.request(1);

    assertThat(signals).containsExactly("held", "late", "more");
  }
}
