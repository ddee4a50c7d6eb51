package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Texts that nobody has seen before, and the processor that they are sent to, for programs in
 * forked JVMs.
 *
 * @param processor its URL
 */
record Leak(String processor) {
  static final String SENT = "sent";
  static final String STOPPED = "stopped";

  private static final Random RANDOM = new Random(5);

  /** A text of at least so many characters, never the same. */
  String text(int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      for (int i = 3 + RANDOM.nextInt(6); i > 0; i--) {
        text.append((char) ('a' + RANDOM.nextInt(26)));
      }
      text.append(' ');
    }
    return text.append("end").toString();
  }

  /** Sends a text to the processor, and says what became of it. */
  String send(String text) throws Exception {
    HttpURLConnection to = (HttpURLConnection) URI.create(processor).toURL().openConnection();
    to.setRequestMethod("POST");
    to.setRequestProperty("Content-Type", "application/json");
    to.setDoOutput(true);
    try (OutputStream out = to.getOutputStream()) {
      out.write(("{\"id\":7,\"note\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8));
      out.close();
      to.getResponseCode();
      return SENT;
    } catch (RuntimeException | IOException e) {
      return e.getClass().getSimpleName().equals("BlockedRequestException")
          ? STOPPED
          : e.toString();
    }
  }
}
