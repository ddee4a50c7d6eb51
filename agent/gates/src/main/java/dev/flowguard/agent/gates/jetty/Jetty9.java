package dev.flowguard.agent.gates.jetty;

import java.nio.ByteBuffer;
import org.eclipse.jetty.client.HttpContent;
import org.eclipse.jetty.util.Callback;

/** Takes content from the cursor that 9.4 hands to its transports. */
final class Jetty9 {
  private Jetty9() {}

  /** With a head it is the transport that moves the cursor. */
  static void head(
      Hold hold, Internals internals, Object sender, Object[] all, boolean expectsContinue) {
    HttpContent content = (HttpContent) all[1];
    Callback callback = (Callback) all[2];
    Wire wire = new HeldContent.OnWire(internals, sender, all[0], content.hasContent());
    if (expectsContinue && content.hasContent()) {
      hold.headAlone(wire, null, callback);
      return;
    }
    try {
      content.advance();
    } catch (Throwable e) {
      callback.failed(e); // the caller's own failure
      return;
    }
    ByteBuffer piece = content.getByteBuffer();
    hold.take(wire, piece, content.isLast(), callback);
  }

  static boolean content(Hold hold, Internals internals, Object sender, Object[] all) {
    HttpContent content = (HttpContent) all[1];
    Wire wire = new HeldContent.OnWire(internals, sender, all[0], true);
    return !content.isConsumed()
        && hold.take(wire, content.getByteBuffer(), content.isLast(), (Callback) all[2]);
  }
}
