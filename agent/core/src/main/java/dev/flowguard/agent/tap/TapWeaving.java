package dev.flowguard.agent.tap;

import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.thread.Look;
import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookNumbers;
import dev.flowguard.agent.weave.HookTransformer;
import dev.flowguard.rules.vocabulary.SourceKind;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
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
  private final HookNumbers numbers;
  private final Instrumentation instrumentation;
  private final Problems problems;
  private final Set<String> woven = new HashSet<>();
  private final List<HookTransformer> transformers = new CopyOnWriteArrayList<>();

  public TapWeaving(
      OpenTaps taps, HookNumbers numbers, Instrumentation instrumentation, Problems problems) {
    this.taps = taps;
    this.numbers = numbers;
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
    List<Client> added = new ArrayList<>();
    Map<Client, Set<SourceKind>> fed = new IdentityHashMap<>();
    for (SourceKind kind : taps.kinds()) {
      String list = list(kind);
      if (!list.isEmpty() && woven.add(list)) {
        Set<SourceKind> kinds = kinds(list);
        for (Client library : libraries(list)) {
          added.add(library);
          fed.put(library, kinds);
        }
      }
    }
    if (!added.isEmpty()) {
      weave(added, fed);
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
  private static List<Client> libraries(String list) {
    try {
      return ((Supplier<List<Client>>) Class.forName(list).getConstructor().newInstance()).get();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the agent lacks " + list, e);
    }
  }

  /** One transformer for all: each is asked about each class that is loaded from now on. */
  private void weave(List<Client> libraries, Map<Client, Set<SourceKind>> kinds) {
    TapListener listener = new TapListener(taps.libraries(), problems, kinds);
    HookTransformer transformer = new HookTransformer(libraries, listener, numbers);
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
