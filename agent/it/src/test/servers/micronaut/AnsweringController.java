package dev.flowguard.agent.contract;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.context.event.HttpRequestTerminatedEvent;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.micronaut.http.sse.Event;
import io.micronaut.runtime.event.annotation.EventListener;
import java.nio.charset.StandardCharsets;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Answers in the way that the path names. */
@Controller(consumes = MediaType.ALL)
class AnsweringController {
  private static final String WRITTEN = "written";

  /** As a whole. */
  @Post("/{root:out|other-out}/{+path}/full")
  HttpResponse<byte[]> full(
      HttpRequest<?> request,
      @Body byte[] text,
      @Header(ServedApplication.LEAK_TO) String leakTo) {
    WrittenAnswer answer = new WrittenAnswer(request.getPath(), leakTo, text);
    request.setAttribute(WRITTEN, answer);
    return HttpResponse.ok(answer.next()).contentType(MediaType.of(answer.type()));
  }

  /** A whole answer has left. */
  @EventListener
  void left(HttpRequestTerminatedEvent event) {
    event.getSource().getAttribute(WRITTEN, WrittenAnswer.class).ifPresent(WrittenAnswer::written);
  }

  /** In pieces. */
  @Post("/{root:out|other-out}/{+path}/{how:pieces|compressed}")
  HttpResponse<Publisher<byte[]>> pieces(
      HttpRequest<?> request,
      @Body byte[] text,
      @Header(ServedApplication.LEAK_TO) String leakTo) {
    WrittenAnswer answer = new WrittenAnswer(request.getPath(), leakTo, text);
    MutableHttpResponse<Publisher<byte[]>> response = HttpResponse.ok(written(request, answer));
    if (answer.hasLength()) {
      response.contentLength(answer.all().length);
    }
    return response.contentType(MediaType.of(answer.type()));
  }

  /** As events. */
  @Post(value = "/{root:out|other-out}/{+path}/sse", produces = MediaType.TEXT_EVENT_STREAM)
  Publisher<Event<String>> events(
      HttpRequest<?> request,
      @Body byte[] text,
      @Header(ServedApplication.LEAK_TO) String leakTo) {
    WrittenAnswer answer = new WrittenAnswer(request.getPath(), leakTo, text);
    return written(request, answer).map(AnsweringController::event);
  }

  private static Event<String> event(byte[] piece) {
    String event = new String(piece, StandardCharsets.UTF_8);
    return Event.of(event.substring("data: ".length()).strip());
  }

  private static Flux<byte[]> written(HttpRequest<?> request, WrittenAnswer answer) {
    return Flux.range(0, answer.pieces() + 1)
        .concatMap(number -> piece(request, answer, number), 1);
  }

  /** The next piece is asked for, from a thread that may wait, once the one before is on its way. */
  private static Mono<byte[]> piece(HttpRequest<?> request, WrittenAnswer answer, int number) {
    return Mono.fromCallable(
            () -> {
              if (number > 0) {
                awaitEncoded(request);
                answer.written();
              }
              return answer.hasNext() ? answer.next() : null;
            })
        .subscribeOn(Schedulers.boundedElastic());
  }

  /** The thread of the connection compresses and encodes all that it has, then it does this. */
  private static void awaitEncoded(HttpRequest<?> request) {
    ((NettyHttpRequest<?>) request)
        .getChannelHandlerContext()
        .channel()
        .eventLoop()
        .submit(() -> {})
        .syncUninterruptibly();
  }
}
