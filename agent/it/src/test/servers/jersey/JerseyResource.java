package dev.flowguard.agent.contract;

import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.glassfish.jersey.media.multipart.FormDataMultiPart;

/** The application as a resource: entities of each kind. */
@Path("/")
public final class JerseyResource {
  @HeaderParam(ServedApplication.LEAK_TO)
  private String leakTo;

  @HeaderParam("Content-Length")
  private String length;

  @Context private UriInfo uri;

  @POST
  @Path("{path:.*}")
  public Response stream(InputStream in) throws IOException {
    String path = "/" + uri.getPath();
    if (WrittenAnswer.isWanted(path)) {
      return write(new WrittenAnswer(path, leakTo, in.readAllBytes()));
    }
    String how = ServedApplication.how(path);
    byte[] read =
        how.equals("stream")
            ? in.readAllBytes()
            : ServedApplication.read(how, in, length == null ? -1 : Long.parseLong(length));
    String answer = answer(read);
    // A server that closes with something left may reset the connection, and lose its answer.
    in.readAllBytes();
    return Response.ok(answer).build();
  }

  private static Response write(WrittenAnswer answer) {
    Response.ResponseBuilder response =
        Response.ok((StreamingOutput) answer::writeTo).header("Content-Type", answer.type());
    if (answer.how().equals("gzip")) {
      response.header("Content-Encoding", "gzip");
    }
    if (answer.hasLength()) {
      response.header("Content-Length", answer.all().length);
    }
    return response.build();
  }

  @POST
  @Path("{path:.*}/bytes")
  public String bytes(byte[] read) {
    return answer(read);
  }

  @POST
  @Path("{path:.*}/reader")
  public String text(Reader reader) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int next = reader.read(); next >= 0; next = reader.read()) {
      text.append((char) next);
    }
    return answer(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  @POST
  @Path("{path:.*}/form")
  public String form(@FormParam("note") String note) {
    return answer(note.getBytes(StandardCharsets.UTF_8));
  }

  @POST
  @Path("{path:.*}/parts")
  public String parts(FormDataMultiPart parts) {
    return answer(parts.getField("file").getValueAs(byte[].class));
  }

  private String answer(byte[] read) {
    return ServedApplication.leak(leakTo, read);
  }

  @POST
  @Path("{path:.*}/sse")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void events(@Context SseEventSink events, @Context Sse sse, byte[] text) {
    WrittenAnswer answer = new WrittenAnswer("/" + uri.getPath(), leakTo, text);
    send(events, sse, answer);
  }

  /** Sends the next event when the one before has left. */
  private static void send(SseEventSink events, Sse sse, WrittenAnswer answer) {
    if (!answer.hasNext()) {
      try {
        events.close();
      } catch (Exception e) { // of another kind in older versions
        throw new IllegalStateException(e);
      }
      return;
    }
    String event = new String(answer.next(), StandardCharsets.UTF_8);
    events
        .send(sse.newEvent(event.substring("data: ".length()).trim()))
        .thenRun(
            () -> {
              answer.written();
              send(events, sse, answer);
            });
  }
}
