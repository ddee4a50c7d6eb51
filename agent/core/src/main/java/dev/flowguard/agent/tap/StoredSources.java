package dev.flowguard.agent.tap;

import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Store;
import dev.flowguard.agent.spi.StoredValues;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.rules.policy.Source;
import dev.flowguard.rules.vocabulary.SourceKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of stores and brokers that a policy declares. A value that was captured a moment ago
 * costs a hash. Thread-safe.
 */
final class StoredSources implements StoredValues {
  private static final String JSON = "application/json";

  private final OpenTaps taps;
  private final RecentValues recent;
  private final Map<Store, OfStore> stores = new EnumMap<>(Store.class);

  /** What is declared of one store, and what else was seen there. */
  private static final class OfStore {
    final NearNames near = new NearNames();
    volatile List<DeclaredSource<Source.Messages>> sources = List.of();

    List<DeclaredSource<Source.Messages>> of(String name) {
      List<DeclaredSource<Source.Messages>> found = List.of();
      for (DeclaredSource<Source.Messages> each : sources) {
        if (each.source() instanceof Source.Stored stored && stored.isOf(name)) {
          found = found.isEmpty() ? new ArrayList<>() : found;
          found.add(each);
        }
      }
      return found;
    }
  }

  StoredSources(OpenTaps taps, RecentValues recent) {
    this.taps = taps;
    this.recent = recent;
    for (Store store : Store.values()) {
      stores.put(store, new OfStore());
    }
  }

  /**
   * Captures what these declare from now on.
   *
   * @param all those of other kinds are left out
   */
  void use(List<DeclaredSource<Source.Messages>> all) {
    for (Store store : Store.values()) {
      List<DeclaredSource<Source.Messages>> ofStore = new ArrayList<>();
      for (DeclaredSource<Source.Messages> each : all) {
        if (each.source() instanceof Source.Stored stored && stored.kind() == kind(store)) {
          ofStore.add(each);
        }
      }
      of(store).sources = List.copyOf(ofStore);
    }
  }

  private static SourceKind kind(Store store) {
    return switch (store) {
      case MONGO -> SourceKind.MONGO;
      case KAFKA -> SourceKind.KAFKA;
      case REDIS -> SourceKind.REDIS;
    };
  }

  private OfStore of(Store store) {
    OfStore of = stores.get(store);
    if (of == null) {
      throw new IllegalArgumentException(store.name());
    }
    return of;
  }

  @Override
  public boolean areWanted(Store store) {
    return !of(store).sources.isEmpty();
  }

  @Override
  public boolean isWanted(Store store, String name) {
    try {
      OfStore of = of(store);
      boolean hasUnfired = false;
      for (DeclaredSource<Source.Messages> each : of.sources) {
        if (each.source() instanceof Source.Stored stored && stored.isOf(name)) {
          return true;
        }
        hasUnfired |= !each.hasFired();
      }
      if (hasUnfired) {
        of.near.seen(name);
      }
    } catch (Throwable e) {
      taps.failed("a look-up of a source", e);
    }
    return false;
  }

  @Override
  public void take(Store store, String name, MessageHead head, ByteBuffer value) {
    try {
      List<DeclaredSource<Source.Messages>> meant = of(store).of(name);
      if (meant.isEmpty() || !value.hasRemaining()) {
        return;
      }
      for (DeclaredSource<Source.Messages> source : meant) {
        source.used();
      }
      long hash = hash(meant, head, value);
      if (recent.has(hash)) {
        return;
      }
      RecentValues.Table table = recent.current();
      Tap tap = taps.openStored(meant, store == Store.MONGO ? JSON : null, head);
      if (tap != null) {
        tap.add(value);
        tap.end();
        recent.add(table, hash);
      }
    } catch (Throwable e) {
      taps.failed("the start of a capture", e);
    }
  }

  /** Of the value, its sources, and what the head says of it. */
  private long hash(
      List<DeclaredSource<Source.Messages>> meant, MessageHead head, ByteBuffer value) {
    long start = 0;
    for (DeclaredSource<Source.Messages> source : meant) {
      start = start * 31 + System.identityHashCode(source);
      start = with(taps.ofHead(source.source().selection().owner(), head), start);
      start = with(taps.ofHead(source.source().selection().document(), head), start);
    }
    return recent.hash(value, start);
  }

  private long with(@Nullable String text, long start) {
    return text == null ? ~start : recent.hash(text, start);
  }

  /** What was seen in place of a source that has captured nothing yet. */
  String near(Source.Stored source) {
    for (Map.Entry<Store, OfStore> each : stores.entrySet()) {
      if (kind(each.getKey()) == source.kind()) {
        return each.getValue().near.to(source);
      }
    }
    return "";
  }
}
