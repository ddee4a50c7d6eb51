package dev.flowguard.agent.gates.okhttp;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/** Where OkHttp is hooked. */
public final class OkHttpHooks {
  /** What a copy of OkHttp may have renamed. */
  public static final List<String> PACKAGES = List.of("okhttp3", "okio", "kotlin");

  private static final String OKHTTP_2 = "com/squareup/okhttp";
  private static final List<String> WITH_OKHTTP_2 =
      List.of(PACKAGES.get(0), PACKAGES.get(1), PACKAGES.get(2), OKHTTP_2);

  private static final String GATES = "dev.flowguard.agent.gates.okhttp.";
  private static final String EXCHANGE = "okhttp3/internal/http/CallServerInterceptor";
  private static final String INTERCEPT = "(Lokhttp3/Interceptor$Chain;)Lokhttp3/Response;";

  private OkHttpHooks() {}

  public static Client client() {
    return Client.library(
        HoldGate.CLIENT,
        WITH_OKHTTP_2,
        "okhttp3/OkHttpClient",
        HookPoint.enter(EXCHANGE, "intercept", INTERCEPT, GATES + "HoldGate"),
        new HookPoint(
            EXCHANGE,
            "intercept",
            List.of(INTERCEPT),
            Kind.FILTER_RECEIVER,
            "okhttp3/RequestBody.writeTo:(Lokio/BufferedSink;)V",
            GATES + "ReplayGate"),
        begun("writeRequestHeaders", "(Lokhttp3/Request;)V"),
        begun("createRequestBody", "(Lokhttp3/Request;Z)Lokio/Sink;"),
        tooOld("okhttp3"),
        tooOld(OKHTTP_2),
        // Asynchronous calls: the class moved in 4.x.
        enqueue("okhttp3/RealCall"),
        enqueue("okhttp3/internal/connection/RealCall"));
  }

  /**
   * What sends up to 3.3, and in OkHttp 2, and has no such method: so that they are reported to be
   * uncovered. The classes of calls are there in 3.0 already, and would pass for a gate.
   */
  private static HookPoint tooOld(String packageName) {
    return HookPoint.enter(
        packageName + "/internal/http/HttpEngine", "intercept", INTERCEPT, GATES + "HoldGate");
  }

  /**
   * Since 3.14. It fails on an exchange that was begun twice, which must not be judged for that.
   */
  private static HookPoint begun(String method, String descriptor) {
    return HookPoint.answer(
            "okhttp3/internal/connection/Exchange", method, descriptor, GATES + "BegunGate")
        .takingNotes();
  }

  private static HookPoint enqueue(String className) {
    return HookPoint.enter(className, "enqueue", "(Lokhttp3/Callback;)V", GATES + "EnqueueGate")
        .takingNotes();
  }
}
