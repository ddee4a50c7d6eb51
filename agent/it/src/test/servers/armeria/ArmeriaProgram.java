package dev.flowguard.agent.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.multipart.Multipart;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.annotation.Post;
import com.linecorp.armeria.server.encoding.DecodingService;
import com.linecorp.armeria.server.encoding.EncodingService;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Armeria, by HTTP/1.1, and by HTTP/2 in clear text. */
final class ArmeriaProgram implements ServerProgram {
  @Override
  public int start() {
    HttpService encoded =
        EncodingService.builder()
            .minBytesToForceChunkedEncoding(50)
            .build(ArmeriaProgram::write);
    HttpService plain = ArmeriaProgram::serve;
    HttpService decoded = plain.decorate(DecodingService.newDecorator());
    Server server =
        Server.builder()
            .localPort(0, SessionProtocol.HTTP)
            .maxRequestLength(0)
            .requestTimeoutMillis(0)
            .annotatedService(new Annotated())
            .serviceUnder("/out", encoded)
            .serviceUnder("/other-out", encoded)
            .serviceUnder("/", decoded)
            .build();
    server.start().join();
    return server.activeLocalPort();
  }

  /** What Armeria itself makes of a body. */
  static final class Annotated {
    /** The same on a thread that may block. */
    @Blocking
    @Post("regex:^/.*/json$")
    public String json(ServiceRequestContext context, JsonNode read) {
      byte[] message = read.get("message").asText().getBytes(StandardCharsets.UTF_8);
      return ServedApplication.leak(leakTo(context), message);
    }
  }

  private static HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    String how = ServedApplication.how(context.path());
    CompletableFuture<byte[]> read;
    switch (how) {
      case "stream":
        read = BodySubscriber.all(request);
        break;
      case "half":
        return answer(BodySubscriber.half(request, leakTo(context)));
      case "parts":
        read = Multipart.from(request).aggregate().thenApply(all -> all.field("file").content().array());
        break;
      case "form":
        read =
            request
                .aggregate()
                .thenApply(all -> QueryParams.fromQueryString(all.contentUtf8()).get("note"))
                .thenApply(note -> note.getBytes(StandardCharsets.UTF_8));
        break;
      default:
        read = request.aggregate().thenApply(all -> all.content().array());
        break;
    }
    return answer(
        read.thenApplyAsync(
            bytes -> ServedApplication.leak(leakTo(context), bytes),
            context.blockingTaskExecutor()));
  }

  private static HttpResponse answer(CompletableFuture<String> answer) {
    return HttpResponse.from(answer.thenApply(HttpResponse::of));
  }

  private static String leakTo(ServiceRequestContext context) {
    return context.request().headers().get(ServedApplication.LEAK_TO);
  }

  private static HttpResponse write(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.from(
        request
            .aggregate()
            .thenApply(
                text ->
                    write(
                        context,
                        new WrittenAnswer(
                            context.path(), leakTo(context), text.content().array()))));
  }

  private static HttpResponse write(ServiceRequestContext context, WrittenAnswer answer) {
    ResponseHeadersBuilder head =
        ResponseHeaders.builder(HttpStatus.OK).contentType(MediaType.parse(answer.type()));
    if (answer.hasLength()) {
      head.set("content-length", Integer.toString(answer.all().length));
    }
    if (answer.how().equals("full")) {
      context.log().whenComplete().thenRunAsync(answer::written, context.blockingTaskExecutor());
      return HttpResponse.of(head.build(), HttpData.wrap(answer.next()));
    }
    HttpResponseWriter out = HttpResponse.streaming();
    out.write(head.build());
    next(context, out, answer);
    return out;
  }

  /** Writes the next piece when the one before was taken. */
  private static void next(
      ServiceRequestContext context, HttpResponseWriter out, WrittenAnswer answer) {
    if (!answer.hasNext()) {
      out.close();
      return;
    }
    out.write(HttpData.wrap(answer.next()));
    out.whenConsumed()
        .thenRunAsync(
            () -> {
              answer.written();
              next(context, out, answer);
            },
            context.blockingTaskExecutor());
  }
}
