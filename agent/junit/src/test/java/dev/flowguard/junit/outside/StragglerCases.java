package dev.flowguard.junit.outside;

import static dev.flowguard.junit.GuardAssertions.canary;
import static dev.flowguard.junit.GuardAssertions.standIn;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A thread that leaks when the tests are over: no test fails, the run does. */
class StragglerCases {
  private static Thread straggler;
  private static volatile boolean isOver;

  @Test
  void passesThoughItsThreadLeaksLater() throws Exception {
    ServerSocket processor = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    String url = "http://localhost:" + processor.getLocalPort() + "/";
    standIn("stripe", url);
    String body = "note=" + canary("chat-conversation");
    straggler =
        new Thread(
            () -> {
              while (!isOver) {
                Thread.onSpinWait();
              }
              try (processor) {
                HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
                connection.setDoOutput(true);
                connection.getOutputStream().write(body.getBytes());
                connection.getResponseCode();
              } catch (IOException e) {
                // swallowed
              }
            });
    straggler.setDaemon(true);
    straggler.start();
  }

  @AfterAll
  static void letItGo() throws Exception {
    isOver = true;
    straggler.join(20_000);
  }
}
