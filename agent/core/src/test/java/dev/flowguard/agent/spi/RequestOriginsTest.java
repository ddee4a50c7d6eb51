package dev.flowguard.agent.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.event.Caller;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestOriginsTest {
  private static final Origin SHOP =
      new Origin(List.of("com.acme.Shop.pay:7"), null, new WeakReference<>(null), List.of());

  @AfterEach
  void forget() {
    Caller.know(List.of(), List.of());
    RequestOrigins.resume(null, Loop.class.getName());
  }

  /** In place of a client's method that goes on with a request. */
  private static final class Loop {
    static <T> T goesOn(@Nullable Origin with, Supplier<T> sending) {
      RequestOrigins.resume(with, Loop.class.getName());
      return sending.get();
    }

    static <T> T isBusyOtherwise(Supplier<T> sending) {
      return sending.get();
    }
  }

  @Test
  void whatAMethodCallsThatGoesOnWithARequestIsOfWhoHandedItOver() {
    aThreadOfTheClient();

    assertThat(Loop.goesOn(SHOP, Origin::here)).isEqualTo(SHOP);
  }

  @Test
  void onceTheMethodHasReturnedItsThreadIsNobodys() {
    aThreadOfTheClient();
    Loop.goesOn(SHOP, () -> "");

    assertThat(RequestOrigins.resumed()).isNull();
    assertThat(Origin.here().callers()).isEmpty();
  }

  @Test
  void aRequestThatNobodyHandedOverDoesNotGetTheOriginOfTheLastOne() {
    aThreadOfTheClient();
    Loop.goesOn(SHOP, () -> "");

    assertThat(Loop.goesOn(null, Origin::here).callers()).isEmpty();
    assertThat(Loop.isBusyOtherwise(Origin::here).callers()).isEmpty();
  }

  @Test
  void aMethodOfAnotherClassFurtherInEndsNothing() {
    aThreadOfTheClient();

    Origin found =
        Loop.goesOn(
            SHOP,
            () -> {
              RequestOrigins.resume(null, "com.acme.Other");
              return Origin.here();
            });

    assertThat(found).isEqualTo(SHOP);
  }

  @Test
  void framesOfTheApplicationGoBeforeWhoHandedOver() {
    Caller.know(List.of(), List.of("org.junit"));

    assertThat(Loop.goesOn(SHOP, Origin::here).callers()).isNotEqualTo(SHOP.callers());
  }

  @Test
  void aHandOverIsNotedOnceAndOnlyWhereARuleConcernsIt() {
    Caller.know(List.of(), List.of("java", "jdk"));
    Object request = new Object();
    Object other = new Object();

    RequestOrigins.note(guard(), request, "api.stripe.com", -1, "/v1/customers");
    Origin first = RequestOrigins.of(request);
    Caller.know(List.of(), List.of("com.acme"));
    RequestOrigins.note(guard(), request, "api.stripe.com", -1, "/v1/customers");
    RequestOrigins.note(guard(), other, "own.example", -1, "/");

    assertThat(first).isNotNull();
    assertThat(RequestOrigins.of(request)).isSameAs(first);
    assertThat(RequestOrigins.of(other)).isNull();
  }

  /** No frame of this stack is the application's. */
  private static void aThreadOfTheClient() {
    Caller.know(List.of(), List.of("com.acme"));
  }

  private static Guard guard() {
    return (Guard)
        Proxy.newProxyInstance(
            RequestOriginsTest.class.getClassLoader(),
            new Class<?>[] {Guard.class},
            (proxy, method, arguments) ->
                method.isDefault() || method.getName().equals("concerns")
                    ? "api.stripe.com".equals(arguments[0])
                    : null);
  }
}
