package dev.flowguard.agent.source;

import dev.flowguard.agent.link.Capture;
import dev.flowguard.rules.policy.Category;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Source;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes the values that declared sources have handled and has them fingerprinted, on the caller's
 * thread, so that a request which starts afterwards is matched against them. Never throws; an error
 * of ours or of the application's own value is counted and said once.
 */
public final class Sources implements Capture {
  private static final int MAX_DEPTH = 4;
  private static final int MAX_VALUES = 1_000;
  private static final String API = "Flowguard.protect";

  private final ProtectedContent content;
  private final Policy policy;
  private final List<Declared> methods = new ArrayList<>();
  private final Set<String> said = ConcurrentHashMap.newKeySet();
  private final AtomicLong failures = new AtomicLong();

  /** A declared method and the category of what it handles; its number is its position. */
  record Declared(String category, Source.Method method) {}

  public Sources(Policy policy, ProtectedContent content) {
    this.policy = policy;
    this.content = content;
    for (Category category : policy.categories().values()) {
      for (Source source : category.sources()) {
        if (source instanceof Source.Method method) {
          methods.add(new Declared(category.id(), method));
        }
      }
    }
  }

  List<Declared> methods() {
    return methods;
  }

  @Override
  public void captured(@Nullable Object value, int source) {
    Declared declared = methods.get(source);
    capture(declared.category, declared.method.declared(), value, null);
  }

  @Override
  public void protect(String category, Object value, @Nullable String document) {
    if (policy.categories().containsKey(category)) {
      capture(category, API, value, document);
    } else if (said.add(category)) {
      System.err.println(
          "flowguard: Flowguard.protect was given a category that the policy does not name; known: "
              + String.join(", ", policy.categories().keySet()));
    }
  }

  @Override
  public void forget(String document) {
    try {
      content.forget(document);
    } catch (Throwable e) {
      failed(e);
    }
  }

  private void capture(
      String category, String source, @Nullable Object value, @Nullable String document) {
    try {
      new Walk(category, source, document).take(value, 0);
    } catch (Throwable e) {
      failed(e);
    }
  }

  private void failed(Throwable e) {
    failures.incrementAndGet();
    if (said.add(e.getClass().getName())) {
      System.err.println(
          "flowguard: a captured value was lost to " + e.getClass().getName() + ", a blind spot");
    }
  }

  /** One value, taken apart as far as its type says. */
  private final class Walk {
    private final String category;
    private final String source;
    private final @Nullable String document;
    private int values;

    Walk(String category, String source, @Nullable String document) {
      this.category = category;
      this.source = source;
      this.document = document;
    }

    void take(@Nullable Object value, int depth) throws ReflectiveOperationException {
      if (value == null || depth > MAX_DEPTH || values >= MAX_VALUES) {
        return;
      }
      if (value instanceof CharSequence text) {
        values++;
        content.capture(category, source, text.toString(), null, document);
      } else if (value instanceof byte[] bytes) {
        values++;
        content.capture(category, source, bytes, null, document);
      } else if (value instanceof Optional<?> optional) {
        take(optional.orElse(null), depth + 1);
      } else if (value instanceof Iterable<?> items && !(value instanceof AutoCloseable)) {
        // What must be closed can be walked only once, and that is the application's walk.
        for (Object item : items) {
          take(item, depth + 1);
          if (values >= MAX_VALUES) {
            break;
          }
        }
      } else if (value instanceof char[] chars) {
        values++;
        content.capture(category, source, new String(chars), null, document);
      } else if (value.getClass().isArray() && !value.getClass().getComponentType().isPrimitive()) {
        for (int i = 0; i < Array.getLength(value) && values < MAX_VALUES; i++) {
          take(Array.get(value, i), depth + 1);
        }
      } else if (value.getClass().isRecord()) {
        takeRecord(value, depth);
      }
    }

    private void takeRecord(Object value, int depth) throws ReflectiveOperationException {
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        if (!component.getType().isPrimitive()) {
          var accessor = component.getAccessor();
          if (accessor.trySetAccessible()) {
            take(accessor.invoke(value), depth + 1);
          }
        }
      }
    }
  }
}
