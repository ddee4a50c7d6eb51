package dev.flowguard.agent.taps.jdbc;

import dev.flowguard.agent.spi.RowStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A driver's stream, of which somebody else sees what the application has read. */
final class TeeInput extends FilterInputStream {
  private volatile @Nullable RowStream to;

  TeeInput(InputStream in) {
    super(in);
  }

  void bind(RowStream stream) {
    if (to == null) {
      to = stream;
    }
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    RowStream stream = to;
    if (stream != null && read < 0) {
      stream.end();
    } else if (stream != null) {
      stream.add(new byte[] {(byte) read}, 0, 1);
    }
    return read;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = super.read(into, offset, length);
    RowStream stream = to;
    if (stream != null && read < 0) {
      stream.end();
    } else if (stream != null) {
      stream.add(into, offset, read);
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    RowStream stream = to;
    if (stream != null) {
      stream.end();
    }
    super.close();
  }
}
