package dev.flowguard.agent.gates.urlconnection;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import sun.net.www.MessageHeader;
import sun.net.www.http.HttpClient;
import sun.net.www.http.PosterOutputStream;

/**
 * Where a head, and a buffered body, are written. Judges a request that is complete; begins to hold
 * one whose body is yet to come.
 */
public final class WriteGate implements Gate {
  private final Guard guard;

  public WriteGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void enter(
      @Nullable Object self,
      @Nullable Object head,
      @Nullable Object poster,
      @Nullable Object unused)
      throws IOException {
    if (!(self instanceof HttpClient client) || !(head instanceof MessageHeader fields)) {
      return;
    }
    String target = Head.target(fields, Internals.file(client));
    if (!guard.concerns(
        Internals.host(client), Internals.port(client), target, fields.findValue("Host"))) {
      return;
    }
    Head request = Head.of(client, fields);
    if (request.isTunnel()) {
      return;
    }
    try {
      if (Internals.isStreaming(client)) {
        long length = request.contentLength();
        if (length > HeldBody.MAX_BYTES) {
          guard.check(request.with(fields, new Body.NotHeld(Reason.TOO_LARGE)));
        } else {
          HoldingStream.begin(client, request, fields, guard);
        }
      } else {
        guard.check(
            request.with(
                fields,
                poster instanceof PosterOutputStream body
                    ? new Body.Held(body.toByteArray())
                    : Body.NONE));
      }
    } catch (RuntimeException | Error e) {
      guard.fault(Head.CLIENT, request.requestPlace(), e);
    } catch (IOException blocked) {
      client.closeServer();
      throw blocked;
    }
  }
}
