package dev.flowguard.agent.contract;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

/** Mocks a final class inline, and the client's own class, before each request. */
final class MockingSender implements Sender {
  private final Sender real = new UrlConnectionSender();

  /** To be mocked. */
  static final class Final {
    String word() {
      return "real";
    }
  }

  @Override
  public int send(Request request) throws Exception {
    Final mocked = mock(Final.class);
    when(mocked.word()).thenReturn("mocked");
    if (!mocked.word().equals("mocked") || mock(java.net.HttpURLConnection.class) == null) {
      throw new IllegalStateException("mocks do not work");
    }
    return real.send(request);
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException();
  }
}
