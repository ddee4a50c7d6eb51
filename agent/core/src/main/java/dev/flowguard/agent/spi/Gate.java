package dev.flowguard.agent.spi;

import org.jspecify.annotations.Nullable;

/**
 * Typed code behind one hook point. It adapts one client: reads the request, holds the body, asks
 * the {@link Guard} and carries out what it says. It never decides.
 *
 * <p>A gate lives in a class loader below the client's own, one instance for each copy of the
 * client, with a public constructor that takes the {@link Guard}. It is called by many threads at
 * once. Its class is defined anew in each of these loaders, so that its static maps are those of
 * one copy of the client, and are collected with it.
 *
 * <p>What a gate throws reaches the client as it is: a {@link
 * dev.flowguard.api.BlockedRequestException}, the client's own exception around one, or a failure
 * of the caller's own code that is only being replayed. A gate turns its own errors into {@link
 * Guard#fault} before that.
 */
public interface Gate {
  /** At the start of the hooked method. */
  default void enter(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c)
      throws Exception {}

  /**
   * At the start of the hooked method; what is not null is returned in place of running it. Where
   * the method returns nothing, what it is does not matter.
   */
  default @Nullable Object answer(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c)
      throws Exception {
    return null;
  }

  /** Where the hooked method has a value in hand; answers what to use in its place. */
  default @Nullable Object filter(@Nullable Object owner, @Nullable Object value) throws Exception {
    return value;
  }

  /** At the start of a method that a tap looks at. What it throws is noted, and reaches nobody. */
  default void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c)
      throws Exception {}

  /**
   * Before a method that a tap looks at returns. What it throws is noted, and reaches nobody.
   *
   * @param returned null where the method returns nothing
   */
  default void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned)
      throws Exception {}
}
