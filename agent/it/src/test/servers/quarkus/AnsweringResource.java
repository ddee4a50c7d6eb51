package dev.flowguard.agent.contract;

import io.smallrye.mutiny.Multi;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** Answers in the way that the path names. */
@Path("/")
public class AnsweringResource {
  private static final String BELOW = "{path: (out/[0-9]+|other-out)/[a-z]+}/";

  @HeaderParam(ServedApplication.LEAK_TO)
  String leakTo;

  /** As a whole. */
  @POST
  @Path(BELOW + "full")
  @Produces("application/json;charset=UTF-8")
  public byte[] full(byte[] text, @jakarta.ws.rs.core.Context RoutingContext routing) {
    WrittenAnswer answer = new WrittenAnswer(routing.request().path(), leakTo, text);
    Context loop = routing.vertx().getOrCreateContext();
    routing.addEndHandler(handedOver -> loop.runOnContext(encoded -> answer.written()));
    return answer.next();
  }

  /** In pieces. */
  @POST
  @Path(BELOW + "{how: pieces|compressed}")
  @Produces("application/json;charset=UTF-8")
  public Response pieces(byte[] text, @jakarta.ws.rs.core.Context RoutingContext routing) {
    WrittenAnswer answer = new WrittenAnswer(routing.request().path(), leakTo, text);
    Context loop = routing.vertx().getOrCreateContext();
    StreamingOutput pieces = out -> write(answer, out, loop);
    Response.ResponseBuilder response = Response.ok(pieces);
    if (answer.hasLength()) {
      response.header(HttpHeaders.CONTENT_LENGTH, answer.all().length);
    }
    return response.build();
  }

  private static void write(WrittenAnswer answer, OutputStream out, Context loop)
      throws IOException {
    while (answer.hasNext()) {
      out.write(answer.next());
      out.flush();
      awaitEncoded(loop);
      answer.written();
    }
  }

  /** The thread of the connection compresses and encodes all that it has, then it does this. */
  private static void awaitEncoded(Context loop) {
    CountDownLatch encoded = new CountDownLatch(1);
    loop.runOnContext(done -> encoded.countDown());
    try {
      encoded.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As events: the next is asked for when the one before was sent. */
  @POST
  @Path(BELOW + "sse")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RestStreamElementType(MediaType.TEXT_PLAIN)
  public Multi<String> events(byte[] text, @jakarta.ws.rs.core.Context RoutingContext routing) {
    WrittenAnswer answer = new WrittenAnswer(routing.request().path(), leakTo, text);
    boolean[] isSent = {false};
    return Multi.createBy()
        .repeating()
        .supplier(
            () -> {
              if (isSent[0]) {
                answer.written();
              }
              isSent[0] = true;
              return answer.hasNext() ? event(answer.next()) : "";
            })
        .whilst(event -> !event.isEmpty())
        .filter(event -> !event.isEmpty());
  }

  /** With the space after the colon, which Quarkus does not write. */
  private static String event(byte[] piece) {
    String event = new String(piece, StandardCharsets.UTF_8);
    return " " + event.substring("data: ".length()).strip();
  }
}
