package dev.flowguard.agent.taps.jdkhttp;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Where {@code java.net.http} is looked at, HTTP/1.1 and HTTP/2: where it begins to read the body
 * of an answer, and where it takes the pieces of a request's body from their publisher.
 */
public final class JdkHttpHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.jdkhttp.";
  private static final String JDK = "jdk/internal/net/http/";

  private JdkHttpHooks() {}

  /** Requests and answers. */
  public static Client exchanges() {
    List<HookPoint> hooks = new ArrayList<>();
    hooks.add(
        HookPoint.argument(
                JDK + "Exchange",
                "readBodyAsync",
                "(Ljava/net/http/HttpResponse$BodyHandler;)Ljava/util/concurrent/CompletableFuture;",
                "Ljava/net/http/HttpResponse$BodyHandler;",
                TAPS + "AnswerTap")
            .takingNotes());
    request(hooks, "Http1Request$FixedContentSubscriber", "(L" + JDK + "Http1Request;)V");
    request(hooks, "Http1Request$StreamSubscriber", "(L" + JDK + "Http1Request;)V");
    request(hooks, "Stream$RequestSubscriber", "(L" + JDK + "Stream;J)V");
    return Client.jdk(
        "java.net.http", List.of("jdk.internal.net.http"), hooks.toArray(new HookPoint[0]));
  }

  private static void request(List<HookPoint> to, String subscriber, String constructor) {
    to.add(HookPoint.after(JDK + subscriber, "<init>", constructor, TAPS + "RequestTap"));
    to.add(
        HookPoint.before(
            JDK + subscriber, "onNext", "(Ljava/nio/ByteBuffer;)V", TAPS + "WriteTap"));
    to.add(HookPoint.before(JDK + subscriber, "onComplete", "()V", TAPS + "CompleteTap"));
    to.add(
        HookPoint.before(
            JDK + subscriber, "onError", "(Ljava/lang/Throwable;)V", TAPS + "CompleteTap"));
  }
}
