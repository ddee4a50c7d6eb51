package dev.flowguard.agent.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.ReadHandler;
import org.glassfish.grizzly.http.io.NIOInputStream;

/** Reads what has come, whenever some has. */
final class BodyListener implements ReadHandler {
  /** Goes on with what was read. */
  interface Next {
    void go(byte[] read) throws IOException;
  }

  private final NIOInputStream in;
  private final boolean takesBuffers;
  private final Next next;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();

  private BodyListener(NIOInputStream in, boolean takesBuffers, Next next) {
    this.in = in;
    this.takesBuffers = takesBuffers;
    this.next = next;
  }

  /** Begins to listen. */
  static void listen(NIOInputStream in, boolean takesBuffers, Next next) {
    in.notifyAvailable(new BodyListener(in, takesBuffers, next));
  }

  @Override
  public void onDataAvailable() throws Exception {
    read();
    in.notifyAvailable(this);
  }

  @Override
  public void onAllDataRead() throws Exception {
    read();
    next.go(read.toByteArray());
  }

  private void read() throws IOException {
    while (in.isReady()) {
      byte[] piece;
      int count;
      if (takesBuffers) {
        Buffer buffer = in.readBuffer();
        count = buffer.remaining();
        piece = new byte[count];
        buffer.get(piece);
      } else {
        piece = new byte[1_000];
        count = in.read(piece);
      }
      if (count < 0) {
        return;
      }
      read.write(piece, 0, count);
    }
  }

  @Override
  public void onError(Throwable failure) {
    failure.printStackTrace();
  }
}
