package dev.flowguard.agent.source;

import dev.flowguard.agent.link.Capture;
import dev.flowguard.agent.status.Console;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.status.SourceStatus;
import dev.flowguard.agent.thread.NoAction;
import dev.flowguard.rules.policy.Category;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Source;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.vocabulary.Match;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes the values that declared sources have handled and has them fingerprinted, on the caller's
 * thread, so that a request which starts afterwards is matched against them. Never throws; a value
 * that is lost to a fault or to an error of its own is counted, and reported by the watch.
 */
public final class Sources implements Capture {
  private static final int MAX_DEPTH = 4;
  private static final int MAX_VALUES = 1_000;
  private static final String MISSING = "source.missing.";
  private static final String API = "Flowguard.protect";

  /** How much was forgotten, where an error came between. */
  private static final int UNKNOWN = -1;

  private final ProtectedContent content;

  /** Grows only: the numbers stand in woven classes. */
  private final List<Declared> declared = new CopyOnWriteArrayList<>();

  private final Set<String> said = ConcurrentHashMap.newKeySet();
  private volatile Policy policy;
  private volatile Runnable changed = NoAction.INSTANCE;
  private volatile Runnable forgotten = NoAction.INSTANCE;

  /** A declared source in code and the category of what it handles; its number is its position. */
  record Declared(String category, Source source, SourceCount count) {}

  public Sources(Policy policy, ProtectedContent content) {
    this.policy = policy;
    this.content = content;
    use(policy);
  }

  /** Has this run when another policy brings sources in code that are not woven yet. */
  void whenChanged(Runnable run) {
    changed = run;
  }

  /** Has this run after something was forgotten, whether or not all of it could be. */
  public void whenForgotten(Runnable run) {
    forgotten = run;
  }

  /** Captures what this policy declares from now on, and nothing else. */
  public void use(Policy next) {
    int before = declared.size();
    for (Category category : next.categories().values()) {
      for (Source source : category.sources()) {
        if (source instanceof Source.Method || source instanceof Source.Annotation) {
          if (!isDeclared(category.id(), source)) {
            declared.add(
                new Declared(category.id(), source, new SourceCount(category.id(), source)));
          }
        }
      }
    }
    policy = next;
    content.remember(
        new Function<>() {
          @Override
          public Duration apply(String category) {
            return next.rememberOf(category);
          }
        });
    if (declared.size() > before) {
      changed.run();
    }
  }

  private boolean isDeclared(String category, Source source) {
    String text = source.declared();
    for (Declared known : declared) {
      if (known.category.equals(category) && known.source.declared().equals(text)) {
        return true;
      }
    }
    return false;
  }

  List<Declared> declared() {
    return declared;
  }

  private boolean isInForce(Declared from) {
    Category category = policy.categories().get(from.category);
    if (category != null) {
      String text = from.source.declared();
      for (Source source : category.sources()) {
        if (source == from.source || source.declared().equals(text)) {
          return true;
        }
      }
    }
    return false;
  }

  /** What became of each source in code of the policy in force. */
  public List<SourceStatus> statuses() {
    List<SourceStatus> statuses = new ArrayList<>();
    for (Declared each : declared) {
      if (isInForce(each)) {
        statuses.add(each.count.status());
      }
    }
    return statuses;
  }

  /** Reports each source whose class is loaded and has no such method, as long as it is so. */
  void report(Problems problems) {
    for (int i = 0; i < declared.size(); i++) {
      Declared each = declared.get(i);
      String missing = isInForce(each) ? each.count.missing() : null;
      if (missing == null) {
        problems.solved(MISSING + i);
      } else {
        problems.report(
            MISSING + i,
            "the source "
                + each.source.declared()
                + " of "
                + each.category
                + " captures nothing: "
                + missing
                + (missing.endsWith("?") ? "" : ".")
                + " Correct it in the policy");
      }
    }
  }

  @Override
  public void captured(@Nullable Object value, int source) {
    Declared from = declared.get(source);
    // Code stays woven when a reload takes its source away.
    if (isInForce(from)) {
      capture(from.category, from.source.declared(), value, null, null);
      from.count.captured();
    }
  }

  @Override
  public void protect(
      String category, Object value, @Nullable String owner, @Nullable String document) {
    if (policy.categories().containsKey(category)) {
      capture(category, API, value, owner, document);
    } else if (!said.contains(category)) {
      Console.print(
          "flowguard: Flowguard.protect was given a category that the policy does not name; known: "
              + String.join(", ", policy.categories().keySet()));
      said.add(category); // only now: without the memory for a line, the next call prints it
    }
  }

  @Override
  public int forget(String document) {
    try {
      return content.forget(document);
    } catch (Throwable e) {
      failed(e);
      return UNKNOWN;
    } finally {
      forgotten.run();
    }
  }

  @Override
  public int forgetOwner(String owner) {
    try {
      return content.forgetOwner(owner);
    } catch (Throwable e) {
      failed(e);
      return UNKNOWN;
    } finally {
      forgotten.run();
    }
  }

  private void capture(
      String category,
      String source,
      @Nullable Object value,
      @Nullable String owner,
      @Nullable String document) {
    try {
      new Walk(category, source, owner, document).take(value, 0);
    } catch (Throwable e) {
      failed(e);
    }
  }

  /** The watch reports it: here there may be neither stack nor memory left. */
  private void failed(Throwable e) {
    content.lose(e);
  }

  /** One value, taken apart as far as its type says. */
  private final class Walk {
    private final String category;
    private final Match match;
    private final String source;
    private final @Nullable String owner;
    private final @Nullable String document;
    private int values;

    Walk(String category, String source, @Nullable String owner, @Nullable String document) {
      this.category = category;
      this.match = policy.matchOf(category);
      this.source = source;
      this.owner = owner;
      this.document = document;
    }

    void take(@Nullable Object value, int depth) throws ReflectiveOperationException {
      if (value == null || depth > MAX_DEPTH || values >= MAX_VALUES) {
        return;
      }
      if (value instanceof CharSequence text) {
        values++;
        content.capture(category, match, source, text.toString(), owner, document);
      } else if (value instanceof byte[] bytes) {
        values++;
        content.capture(category, match, source, bytes, owner, document);
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
        content.capture(category, match, source, new String(chars), owner, document);
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
