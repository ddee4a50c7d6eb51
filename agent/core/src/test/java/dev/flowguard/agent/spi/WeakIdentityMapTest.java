package dev.flowguard.agent.spi;

import static org.assertj.core.api.Assertions.assertThat;

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
}
