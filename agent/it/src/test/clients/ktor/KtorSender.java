package dev.flowguard.agent.contract;

import io.ktor.client.HttpClient;
import io.ktor.client.HttpClientJvmKt;
import io.ktor.client.engine.HttpClientEngineConfig;
import io.ktor.client.request.HttpRequestBuilder;
import io.ktor.client.request.HttpRequestKt;
import io.ktor.client.statement.HttpResponse;
import io.ktor.client.statement.HttpStatement;
import io.ktor.http.ContentType;
import io.ktor.http.HttpMethod;
import io.ktor.http.content.ByteArrayContent;
import io.ktor.http.content.OutgoingContent;
import io.ktor.http.content.OutputStreamContent;
import io.ktor.util.cio.FileChannelsKt;
import io.ktor.utils.io.ByteReadChannel;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.jvm.functions.Function1;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.JobKt;
import kotlinx.coroutines.TimeoutKt;

/** Ktor's client with the engine that is on the class path. */
final class KtorSender implements Sender {
  private static final int SEND_MILLIS = 60_000;

  private final HttpClient client =
      HttpClientJvmKt.HttpClient(
          config -> {
            config.setExpectSuccess(false);
            config.engine(KtorSender::configure);
            return Unit.INSTANCE;
          });

  /** What the engines need in particular, by name, because only one of them is there. */
  private static Unit configure(HttpClientEngineConfig engine) {
    try {
      switch (engine.getClass().getSimpleName()) {
        case "JavaHttpConfig" -> {
          // It does not find out the version.
          Function1<java.net.http.HttpClient.Builder, Unit> version =
              builder -> {
                builder.version(
                    Sender.isHttp2()
                        ? java.net.http.HttpClient.Version.HTTP_2
                        : java.net.http.HttpClient.Version.HTTP_1_1);
                return Unit.INSTANCE;
              };
          engine.getClass().getMethod("config", Function1.class).invoke(engine, version);
        }
        case "Apache5EngineConfig" ->
            // It copies all of a body that is sent over TLS again with each piece of 8 KiB: it
            // sends nothing for some seconds where the body has 17 MiB.
            engine.getClass().getMethod("setSocketTimeout", int.class).invoke(engine, SEND_MILLIS);
        default -> {}
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return Unit.INSTANCE;
  }

  @Override
  public int send(Request request) throws Exception {
    return within(request, SEND_MILLIS);
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    return within(request, millis);
  }

  private int within(Request request, int millis) throws Exception {
    HttpStatement call = call(request);
    return BuildersKt.runBlocking(
            EmptyCoroutineContext.INSTANCE,
            (CoroutineScope all, Continuation<? super HttpResponse> whenDone) ->
                TimeoutKt.withTimeout(millis, (scope, then) -> call.execute(then), whenDone))
        .getStatus()
        .getValue();
  }

  @Override
  public int sendLater(Request request) throws Exception {
    Answer answer = new Answer(EmptyCoroutineContext.INSTANCE);
    answer.start(call(request));
    try {
      return answer.status.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (answer.resumed.get() != 1) {
        throw new IllegalStateException("resumed " + answer.resumed + " times", e);
      }
      throw e;
    }
  }

  @Override
  public int sendAndCancel(Request request) throws Exception {
    Job job = JobKt.Job(null);
    Answer answer = new Answer(job);
    Thread canceller =
        new Thread(
            () -> {
              LockSupport.parkNanos(500_000_000);
              job.cancel(null);
            });
    canceller.start();
    answer.start(call(request));
    try {
      return answer.status.get(20, TimeUnit.SECONDS);
    } finally {
      canceller.join();
    }
  }

  /** What a call that suspends comes back to. */
  private static final class Answer implements Continuation<Object> {
    final CompletableFuture<Integer> status = new CompletableFuture<>();
    final AtomicInteger resumed = new AtomicInteger();
    private final CoroutineContext context;

    Answer(CoroutineContext context) {
      this.context = context;
    }

    void start(HttpStatement call) {
      // All of the answer is read: given up before, 3.1 lets Apache ask a second time.
      Object result;
      try {
        result = call.execute(this);
      } catch (Throwable e) {
        result = ResultKt.createFailure(e); // it came to its end before it could suspend
      }
      if (result != IntrinsicsKt.getCOROUTINE_SUSPENDED()) {
        resumeWith(result);
      }
    }

    @Override
    public CoroutineContext getContext() {
      return context;
    }

    @Override
    public void resumeWith(Object result) {
      resumed.incrementAndGet();
      try {
        ResultKt.throwOnFailure(result);
        status.complete(((HttpResponse) result).getStatus().getValue());
      } catch (Throwable e) {
        status.completeExceptionally(e);
      }
    }
  }

  private HttpStatement call(Request request) throws IOException {
    HttpRequestBuilder builder = new HttpRequestBuilder();
    HttpRequestKt.url(builder, request.url());
    builder.setMethod(HttpMethod.Companion.parse(request.method()));
    request
        .headers()
        .forEach(
            (name, value) -> {
              // Ktor takes the type of a body from the body alone.
              if (!name.equals("Content-Type")) {
                builder.getHeaders().append(name, value);
              }
            });
    OutgoingContent body = body(request);
    if (body != null) {
      builder.setBody(body);
    }
    return new HttpStatement(builder, client);
  }

  private static OutgoingContent body(Request request) throws IOException {
    String text = request.headers().get("Content-Type");
    ContentType type = text == null ? null : ContentType.Companion.parse(text);
    byte[] bytes = request.body();
    switch (request.kind()) {
      case NONE:
        return null;
      case BYTES:
        return new ByteArrayContent(bytes, type, null);
      case FILE:
        File file = Files.createTempFile("body", null).toFile();
        file.deleteOnExit();
        Files.write(file.toPath(), bytes);
        return new FileContent(file, type);
      case FIXED_STREAM:
        return stream(request, type, (long) bytes.length);
      case LYING:
        return stream(request, type, bytes.length + 10L);
      default:
        return stream(request, type, null);
    }
  }

  private static OutgoingContent stream(Request request, ContentType type, Long length) {
    return new OutputStreamContent(
        (to, then) -> {
          write(to, request);
          return Unit.INSTANCE;
        },
        type,
        null,
        length);
  }

  /** On one of Ktor's threads, which may wait; it throws what it likes, as Kotlin does. */
  private static void write(OutputStream to, Request request) {
    byte[] bytes = request.body();
    try {
      to.write(bytes, 0, request.split());
      to.flush();
      if (request.split() > 0) {
        // Ktor reads on another thread: chunks are the same each time only if it has caught up.
        LockSupport.parkNanos(100_000_000);
      }
      if (request.kind() == Kind.ENDLESS) {
        LockSupport.parkNanos(3_000_000_000L);
        throw new IOException("nobody has interrupted this");
      }
      Sender.rest(
          request,
          (piece, isLast) -> {
            to.write(piece);
            if (!isLast) {
              to.flush();
            }
          });
    } catch (IOException e) {
      KtorSender.<RuntimeException>sneak(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> void sneak(Exception e) throws E {
    throw (E) e;
  }

  private static final class FileContent extends OutgoingContent.ReadChannelContent {
    private final File file;
    private final ContentType type;

    FileContent(File file, ContentType type) {
      this.file = file;
      this.type = type;
    }

    @Override
    public ContentType getContentType() {
      return type;
    }

    @Override
    public Long getContentLength() {
      return file.length();
    }

    @Override
    public ByteReadChannel readFrom() {
      return FileChannelsKt.readChannel(file, 0, -1, EmptyCoroutineContext.INSTANCE);
    }
  }
}
