package dev.flowguard.agent.link;

import dev.flowguard.agent.event.Inert;
import dev.flowguard.agent.spi.Allowances;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Origin;
import dev.flowguard.agent.weave.HookNumbers;
import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.rules.policy.HostPatterns;
import dev.flowguard.rules.request.Allowance;
import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The core's end of the bridge: from a hook point to its gate.
 *
 * <p>What a gate throws on purpose is a checked exception and goes on to the client. Anything
 * unchecked is a fault of the guard: it marks the client as uncovered and never reaches it.
 */
public final class CoreBridge extends FlowguardBridge {
  private static final int LONGEST_REASON = 200;

  private final GateLinks links;
  private final Guard guard;
  private final FaultHandler faults;
  private final Capture capture;
  private final Control control;

  private CoreBridge(
      GateLinks links, Guard guard, FaultHandler faults, Capture capture, Control control) {
    this.links = links;
    this.guard = guard;
    this.faults = faults;
    this.capture = capture;
    this.control = control;
  }

  /** Installs the core; null if another one is installed already. */
  public static @Nullable CoreBridge install(
      Guard guard,
      FaultHandler faults,
      Capture capture,
      Control control,
      Instrumentation instrumentation) {
    GateLinks links = new GateLinks(guard, instrumentation);
    CoreBridge core = new CoreBridge(links, guard, faults, capture, control);
    return install(core) ? core : null;
  }

  /** Numbers hook points so that this finds their gates. */
  public HookNumbers numbers() {
    return links;
  }

  /** Captured values that were lost before anything could be done with them. */
  public static long lostCaptures() {
    return lost();
  }

  @Override
  protected void onEnter(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      Class<?> site,
      int hook)
      throws Exception {
    Gate gate = gate(hook, site);
    if (gate != null) {
      try {
        gate.enter(self, a, b, c);
      } catch (RuntimeException | Error e) {
        fault(hook, site, e);
      }
    }
  }

  @Override
  protected @Nullable Object onAnswer(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      Class<?> site,
      int hook)
      throws Exception {
    Gate gate = gate(hook, site);
    if (gate != null) {
      try {
        return gate.answer(self, a, b, c);
      } catch (RuntimeException | Error e) {
        fault(hook, site, e);
      }
    }
    return null;
  }

  @Override
  protected @Nullable Object onFilter(
      @Nullable Object owner, @Nullable Object value, Class<?> site, int hook) throws Exception {
    Gate gate = gate(hook, site);
    if (gate != null) {
      try {
        return gate.filter(owner, value);
      } catch (RuntimeException | Error e) {
        fault(hook, site, e);
      }
    }
    return value;
  }

  private @Nullable Gate gate(int hook, Class<?> site) throws BlockedRequestException {
    try {
      return links.gate(hook, site);
    } catch (Throwable e) {
      fault(hook, site, e);
      return null;
    }
  }

  /**
   * Ends a call in which a gate has failed; returns only if it may go on. A block in the unchecked
   * exception of its client is not a fault.
   */
  private void fault(int hook, Class<?> site, Throwable e) throws BlockedRequestException {
    if (e instanceof RuntimeException block && e.getCause() instanceof BlockedRequestException) {
      throw block;
    }
    String client = links.client(hook, site);
    if (!links.decides(hook)) {
      faults.note(client, e);
      return;
    }
    if (links.isMisfit(hook, site, e)) {
      guard.uncovered(client, "its gate does not fit: " + e.getClass().getName());
      return;
    }
    // First of all: what follows may itself meet the end of the stack, and then ends the call too.
    BlockedRequestException stop = faults.stop(client, e);
    links.renewIfBroken(hook, site, e);
    if (stop != null) {
      throw stop;
    }
  }

  @Override
  protected void onBefore(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      Class<?> site,
      int hook) {
    try {
      Gate gate = links.gate(hook, site);
      if (gate != null) {
        gate.before(self, a, b, c);
      }
    } catch (Throwable e) {
      tapFailed(hook, site, e);
    }
  }

  @Override
  protected void onAfter(
      @Nullable Object returned,
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      Class<?> site,
      int hook) {
    try {
      Gate gate = links.gate(hook, site);
      if (gate != null) {
        gate.after(self, a, b, c, returned);
      }
    } catch (Throwable e) {
      tapFailed(hook, site, e);
    }
  }

  private void tapFailed(int hook, Class<?> site, Throwable e) {
    guard.taps().failed(links.client(hook, site), e);
    links.renewIfBroken(hook, site, e);
  }

  @Override
  protected void onCaptured(@Nullable Object value, int source) {
    capture.captured(value, source);
  }

  @Override
  protected void onProtect(
      String category, Object value, @Nullable String owner, @Nullable String document) {
    capture.protect(category, value, owner, document);
  }

  @Override
  protected int onForget(String document) {
    return capture.forget(document);
  }

  @Override
  protected int onForgetOwner(String owner) {
    return capture.forgetOwner(owner);
  }

  @Override
  protected Object onAllow(String host, String reason) {
    String exact = HostPatterns.exact(host);
    return exact == null
        ? "the host must be one host name or address, such as hooks.example.com, without scheme,"
            + " port, path or pattern"
        : Allowances.open(new Allowance(exact, Inert.text(reason, LONGEST_REASON)));
  }

  @Override
  protected void onMark(@Nullable Object mark) {
    Origin.mark(mark);
  }

  @Override
  @SuppressWarnings("NullAway") // the bridge, a class of java.base, has no annotations
  protected boolean onListen(BiConsumer<Map<String, String>, @Nullable Object> listener) {
    control.listen(listener);
    return true;
  }

  @Override
  protected boolean onStandIn(String processor, String host, int port) {
    return control.standIn(processor, host, port);
  }

  @Override
  protected Map<String, String> onStatus() {
    return control.status();
  }
}
