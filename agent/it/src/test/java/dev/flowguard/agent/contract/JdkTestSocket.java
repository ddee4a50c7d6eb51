package dev.flowguard.agent.contract;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The client of the JDK, which does not compress. */
final class JdkTestSocket implements TestSocket {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final WebSocket socket;

  JdkTestSocket(URI uri, Map<String, String> headers) {
    WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
    headers.forEach(builder::header);
    socket = builder.buildAsync(uri, new Answers(answers)).join();
  }

  private record Answers(BlockingQueue<String> answers, StringBuilder begun)
      implements WebSocket.Listener {
    Answers(BlockingQueue<String> answers) {
      this(answers, new StringBuilder());
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean isLast) {
      begun.append(text);
      if (isLast) {
        answers.add(begun.toString());
        begun.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      answers.add("closed with " + status + " " + reason);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      answers.add("failed with " + error);
    }
  }

  @Override
  public void text(String text, boolean isLast) {
    socket.sendText(text, isLast).join();
  }

  @Override
  public void binary(byte[] bytes, boolean isLast) {
    socket.sendBinary(ByteBuffer.wrap(bytes), isLast).join();
  }

  @Override
  public String answer() throws InterruptedException {
    return String.valueOf(answers.poll(30, TimeUnit.SECONDS));
  }

  @Override
  public void close() {
    socket.abort();
  }
}
