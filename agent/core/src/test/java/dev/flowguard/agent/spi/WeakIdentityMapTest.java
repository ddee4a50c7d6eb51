package dev.flowguard.agent.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WeakIdentityMapTest {
  private final WeakIdentityMap<Object, String> map = new WeakIdentityMap<>(lost -> {});
  private final Object key = new Object();

  @Test
  void aValueThatIsReplacedIsGivenBack() {
    assertThat(map.put(key, "first")).isNull();
    assertThat(map.put(key, "second")).isEqualTo("first");
    assertThat(map.get(key)).isEqualTo("second");
  }

  @Test
  void itIsEmptyAgainOnceItsOneValueWasReplacedAndRemoved() {
    map.put(key, "first");
    map.put(key, "second");
    assertThat(map.isEmpty()).isFalse();

    map.remove(key);

    assertThat(map.isEmpty()).isTrue();
  }

  @Test
  void eachOfManyKeysKeepsItsValueUntilItIsRemoved() {
    List<Object> keys = keys(10_000);
    for (int i = 0; i < keys.size(); i++) {
      map.put(keys.get(i), "value " + i);
    }
    for (int i = 0; i < keys.size(); i += 2) {
      assertThat(map.remove(keys.get(i))).isEqualTo("value " + i);
    }
    map.put(key, "one more, which makes the map smaller");

    for (int i = 0; i < keys.size(); i++) {
      assertThat(map.get(keys.get(i))).isEqualTo(i % 2 == 0 ? null : "value " + i);
    }
  }

  @Test
  void aLookUpTakesTheSameTimeHoweverManyKeysThereAre() {
    nanosOfLookUps(keys(1_000)); // compiled by then
    long few = nanosOfLookUps(keys(1_000));

    long many = nanosOfLookUps(keys(256_000));

    // Some seconds if it had to look at a 64th of them. The clock of some systems is coarse.
    assertThat(many).isLessThan(20 * few + TimeUnit.MILLISECONDS.toNanos(500));
  }

  private static List<Object> keys(int count) {
    List<Object> keys = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      keys.add(new Object());
    }
    return keys;
  }

  /** The same number of look-ups in a map of these keys, in the time of this thread. */
  private static long nanosOfLookUps(List<Object> keys) {
    WeakIdentityMap<Object, String> map = new WeakIdentityMap<>(lost -> {});
    for (Object key : keys) {
      map.put(key, "value");
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    int found = 0;
    for (int i = 0; i < 64_000; i++) {
      found += map.get(keys.get(i % keys.size())) == null ? 0 : 1;
    }
    assertThat(found).isEqualTo(64_000);
    return threads.getCurrentThreadCpuTime() - start;
  }
}
