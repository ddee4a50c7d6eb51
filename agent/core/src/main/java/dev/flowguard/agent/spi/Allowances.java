package dev.flowguard.agent.spi;

import dev.flowguard.rules.request.Allowance;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that the application allows for what the running thread sends, from the opening of a scope
 * to its end. A thread that is started meanwhile has none of them; requests that a client sends
 * from another thread take them along as a part of their {@link Origin}. Safe to call from any
 * thread.
 */
public final class Allowances {
  /** Scopes of one thread that are open at a time; a further one has no effect. */
  static final int MOST = 64;

  private static final ThreadLocal<@Nullable List<Scope>> OPEN = new ThreadLocal<>();

  /** False as long as no scope was ever opened: then no thread pays for a map of its own. */
  private static volatile boolean isUsed;

  private Allowances() {}

  /** One scope; running it ends it, on whichever thread. */
  private static final class Scope implements Runnable {
    private final Allowance allowance;
    private volatile boolean isOver;

    Scope(Allowance allowance) {
      this.allowance = allowance;
    }

    @Override
    public void run() {
      isOver = true;
      prune(OPEN.get());
    }
  }

  /**
   * Opens a scope on the running thread.
   *
   * @return ends it
   */
  public static Runnable open(Allowance allowance) {
    isUsed = true;
    Scope scope = new Scope(allowance);
    List<Scope> open = OPEN.get();
    prune(open);
    if (open == null || open.isEmpty()) {
      open = new ArrayList<>(1);
      OPEN.set(open);
    }
    if (open.size() < MOST) {
      open.add(scope);
    }
    return scope;
  }

  private static void prune(@Nullable List<Scope> open) {
    if (open != null) {
      open.removeIf(scope -> scope.isOver);
      if (open.isEmpty()) {
        OPEN.remove();
      }
    }
  }

  /** Those of the scopes that are open on the running thread. */
  static List<Allowance> open() {
    List<Scope> open = isUsed ? OPEN.get() : null;
    if (open == null) {
      return List.of();
    }
    List<Allowance> allowances = new ArrayList<>(open.size());
    for (Scope scope : open) {
      if (!scope.isOver) {
        allowances.add(scope.allowance);
      }
    }
    return allowances;
  }

  /**
   * Those that hold for a request.
   *
   * @param origin of the request; null for one that the running thread sends
   */
  public static List<Allowance> of(@Nullable Origin origin) {
    if (!isUsed) {
      return List.of();
    }
    if (origin != null) {
      return origin.allowances();
    }
    List<Allowance> here = open();
    Origin resumed = here.isEmpty() ? RequestOrigins.resumed() : null;
    return resumed == null ? here : resumed.allowances();
  }
}
