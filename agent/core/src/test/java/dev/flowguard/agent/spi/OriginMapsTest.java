package dev.flowguard.agent.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.event.CallStack;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OriginMapsTest {
  private static final long MOST_MILLIS = 10_000;

  private final WeakIdentityMap<Object, Origin> map = OriginMaps.create();

  /** Starts a request, and keeps in a static field what the client gave it for that. */
  public static final class Application implements Consumer<WeakIdentityMap<Object, Origin>> {
    static @Nullable Object call;

    @Override
    public void accept(WeakIdentityMap<Object, Origin> origins) {
      Object started = new Object();
      call = started;
      origins.put(started, Origin.here());
    }
  }

  private static final class ApplicationLoader extends ClassLoader {
    ApplicationLoader() {
      super(OriginMapsTest.class.getClassLoader());
    }

    Class<?> define(String name, byte[] bytes) {
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  @BeforeEach
  void prove() {
    CallStack.prove();
  }

  @Test
  void anApplicationThatIsUndeployedIsUnloadedThoughItsRequestWasNotedAndIsKept() throws Exception {
    ReferenceQueue<ClassLoader> unloaded = new ReferenceQueue<>();
    WeakReference<ClassLoader> loader = deployed(unloaded);

    OriginMaps.settle();
    OriginMaps.settle();

    System.gc();
    assertThat(unloaded.remove(MOST_MILLIS)).isSameAs(loader);
  }

  @Test
  void aRequestThatIsNewIsLeftAlone() {
    Object request = new Object();
    Origin origin = Origin.here();
    map.put(request, origin);

    OriginMaps.settle();

    assertThat(origin.settle()).isTrue(); // not named until now
    assertThat(origin.settle()).isFalse();
  }

  private WeakReference<ClassLoader> deployed(ReferenceQueue<ClassLoader> unloaded)
      throws Exception {
    ApplicationLoader loader = new ApplicationLoader();
    Class<?> application = loader.define(Application.class.getName(), bytes());
    @SuppressWarnings("unchecked") // it implements that
    Consumer<WeakIdentityMap<Object, Origin>> code =
        (Consumer<WeakIdentityMap<Object, Origin>>)
            application.getDeclaredConstructor().newInstance();
    code.accept(map);
    return new WeakReference<>(loader, unloaded);
  }

  private static byte[] bytes() throws IOException {
    String file = Application.class.getName().replace('.', '/') + ".class";
    try (InputStream in = OriginMapsTest.class.getClassLoader().getResourceAsStream(file)) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }
}
