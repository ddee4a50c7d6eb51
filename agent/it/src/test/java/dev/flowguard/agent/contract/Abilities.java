package dev.flowguard.agent.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What one client can do in the versions that are tested, and how it fails. A client can do
 * everything unless its test says that it cannot, with the reason; each test of the contract that
 * needs an ability is skipped with that reason, and the row in {@code docs/coverage.md} names it.
 *
 * @param versions the lowest, a middle and the latest one that the gate serves, in this order
 * @param oldestJdk the oldest JDK that all versions run on
 * @param below the client that this one sends with and that has the gate; null for a client that is
 *     hooked itself
 * @param failure class name of the exception that a stopped call ends in
 * @param kinds of bodies that the client has
 * @param lacks what it cannot do
 */
record Abilities(
    List<TestClient> versions,
    int oldestJdk,
    String below,
    Function<GateContract.Setup, String> failure,
    Set<Sender.Kind> kinds,
    List<Lack> lacks) {

  /** What a stopped asynchronous call ends in, everywhere: the test waits for a future. */
  static final String LATER_FAILURE = "java.util.concurrent.ExecutionException";

  /**
   * One thing that a client cannot do.
   *
   * @param what an {@link Ability} or a {@link Sender.Kind}
   * @param in which versions
   */
  record Lack(Enum<?> what, Predicate<TestClient> in, String reason) {}

  Abilities {
    versions = List.copyOf(versions);
    kinds = new TreeSet<>(kinds);
    lacks = List.copyOf(lacks);
  }

  static Builder of(List<TestClient> versions) {
    return new Builder(versions);
  }

  TestClient latest() {
    return versions.get(versions.size() - 1);
  }

  boolean hasOwnGate() {
    return below == null;
  }

  boolean can(Enum<?> what, TestClient client) {
    return reasonAgainst(what, client).isEmpty();
  }

  /** Why this version cannot do it; empty if it can. */
  Optional<String> reasonAgainst(Enum<?> what, TestClient client) {
    return lacks.stream()
        .filter(lack -> lack.what() == what && lack.in().test(client))
        .map(Lack::reason)
        .findFirst();
  }

  Set<Sender.Kind> kinds(TestClient client) {
    Set<Sender.Kind> all = new TreeSet<>(kinds);
    all.removeIf(kind -> !can(kind, client));
    return all;
  }

  Set<GateContract.Scheme> schemes(TestClient client) {
    return can(Ability.HTTP2, client)
        ? EnumSet.allOf(GateContract.Scheme.class)
        : EnumSet.of(GateContract.Scheme.HTTP, GateContract.Scheme.HTTPS);
  }

  /** The lines that {@link CoverageTable} makes the client's row of, beside those of its tests. */
  List<String> coverage() {
    List<String> lines = new ArrayList<>();
    for (String artifact : latest().artifacts()) {
      lines.add("artifact\t" + artifact.substring(0, artifact.lastIndexOf(':')));
    }
    for (Sender.Kind kind : kinds) {
      lines.add("kind\t" + kind);
    }
    for (Ability ability : Ability.values()) {
      List<TestClient> without = versions.stream().filter(each -> !can(ability, each)).toList();
      if (ability.words != null && !without.isEmpty()) {
        String which =
            without.stream().map(TestClient::version).collect(Collectors.joining(", ", " (", ")"));
        lines.add("without\t" + ability.words + (without.size() == versions.size() ? "" : which));
      }
    }
    return lines;
  }

  /** Not thread-safe. */
  static final class Builder {
    private final List<TestClient> versions;
    private final Set<Sender.Kind> kinds =
        EnumSet.complementOf( // only OkHttp can tell the former, and few deliver early answers
            EnumSet.of(Sender.Kind.DUPLEX, Sender.Kind.AWAITING_ANSWER));
    private final List<Lack> lacks = new ArrayList<>();
    private Function<GateContract.Setup, String> failure =
        setup -> "dev.flowguard.api.BlockedRequestException";
    private int oldestJdk = 17;
    private String below;

    private Builder(List<TestClient> versions) {
      this.versions = versions;
    }

    /** The exception's class, where it is not {@code BlockedRequestException} itself. */
    Builder failsWith(String type) {
      return failsWith(setup -> type);
    }

    /** The same where it depends on version or protocol. */
    Builder failsWith(Function<GateContract.Setup, String> type) {
      this.failure = type;
      return this;
    }

    Builder from(int jdk) {
      this.oldestJdk = jdk;
      return this;
    }

    /** Sends with a client that has a gate, and is not hooked again. */
    Builder on(String client) {
      this.below = client;
      return this;
    }

    Builder alsoSends(Sender.Kind kind) {
      kinds.add(kind);
      return this;
    }

    /** Has no other kinds of bodies. */
    Builder sendsOnly(Sender.Kind... only) {
      kinds.retainAll(Arrays.asList(only));
      return this;
    }

    Builder doesNotSend(String reason, Sender.Kind... not) {
      check(reason);
      kinds.removeAll(Arrays.asList(not));
      return this;
    }

    Builder cannot(String reason, Enum<?>... what) {
      return cannotIn(client -> true, reason, what);
    }

    /**
     * @param what abilities, or kinds of bodies
     * @param in versions, of those that are tested
     */
    Builder cannotIn(Predicate<TestClient> in, String reason, Enum<?>... what) {
      check(reason);
      for (Enum<?> each : what) {
        lacks.add(new Lack(each, in, reason));
      }
      return this;
    }

    private static void check(String reason) {
      if (reason.isBlank()) {
        throw new IllegalArgumentException("say why the client cannot do it");
      }
    }

    Abilities build() {
      return new Abilities(versions, oldestJdk, below, failure, kinds, lacks);
    }
  }
}
