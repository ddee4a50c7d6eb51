package dev.flowguard.agent.tap;

import dev.flowguard.agent.link.CoreBridge;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.thread.Look;
import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookTransformer;
import dev.flowguard.agent.weave.WeaveListener;
import dev.flowguard.rules.vocabulary.SourceKind;
import java.lang.instrument.Instrumentation;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Weaves the taps of a kind of source once a policy declares one, now or by a reload. What is woven
 * stays woven; without a source it captures nothing.
 */
public final class TapWeaving implements Look {
  private static final String TAPS = "dev.flowguard.agent.taps.";

  private final OpenTaps taps;
  private final CoreBridge core;
  private final Instrumentation instrumentation;
  private final Problems problems;
  private final Set<String> woven = new HashSet<>();
  private final List<HookTransformer> transformers = new CopyOnWriteArrayList<>();

  public TapWeaving(
      OpenTaps taps, CoreBridge core, Instrumentation instrumentation, Problems problems) {
    this.taps = taps;
    this.core = core;
    this.instrumentation = instrumentation;
    this.problems = problems;
  }

  /** Weaves what the policy in force declares, and what another one will. */
  public void install() {
    taps.whenChanged(
        new Runnable() {
          @Override
          public void run() {
            weave();
          }
        });
    weave();
  }

  private synchronized void weave() {
    for (SourceKind kind : taps.kinds()) {
      String list = list(kind);
      if (woven.add(list)) {
        try {
          weave(list);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("the agent lacks " + list, e);
        }
      }
    }
  }

  /** The class beside the taps that lists those of a kind of source; empty if it needs none. */
  private static String list(SourceKind kind) {
    return switch (kind) {
      case HTTP_IN, MULTIPART -> TAPS + "ServerRequests";
      case HTTP_OUT -> TAPS + "ServerResponses";
      case EXCHANGE -> TAPS + "Exchanges";
      case JDBC -> TAPS + "Drivers";
      case MONGO -> TAPS + "MongoDrivers";
      case KAFKA -> TAPS + "KafkaClients";
      case REDIS -> TAPS + "RedisClients";
      default -> "";
    };
  }

  /** The kinds that such a class is for. */
  private static Set<SourceKind> kinds(String list) {
    Set<SourceKind> kinds = EnumSet.noneOf(SourceKind.class);
    for (SourceKind kind : SourceKind.values()) {
      if (list(kind).equals(list)) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  @SuppressWarnings("unchecked") // what the class says of itself
  private void weave(String list) throws ReflectiveOperationException {
    List<Client> libraries =
        ((Supplier<List<Client>>) Class.forName(list).getConstructor().newInstance()).get();
    WeaveListener listener = new TapListener(taps.libraries(), problems, kinds(list));
    HookTransformer transformer = new HookTransformer(libraries, listener, core.next());
    core.add(transformer.hooks());
    transformers.add(transformer);
    transformer.install(instrumentation);
  }

  @Override
  public void look() {
    for (HookTransformer each : transformers) {
      each.look();
    }
  }
}
