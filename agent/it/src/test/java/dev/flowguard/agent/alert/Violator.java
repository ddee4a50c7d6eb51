package dev.flowguard.agent.alert;

import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.api.Flowguard;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The program in the forked JVM: leaks texts of its own making to a processor, each of them another
 * one, and prints the event id of each block that it has seen.
 */
final class Violator {
  private Violator() {}

  /**
   * Leaks.
   *
   * @param arguments URL, how many, by how many threads, seed
   */
  public static void main(String[] arguments) throws Exception {
    String url = arguments[0];
    int count = Integer.parseInt(arguments[1]);
    long seed = Long.parseLong(arguments[3]);
    AtomicInteger next = new AtomicInteger();
    Thread[] threads = new Thread[Integer.parseInt(arguments[2])];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          new Thread(
              () -> {
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                  String text = text(seed * 1_000_003 + i);
                  Flowguard.protect("chat-conversation", text);
                  String id = leak(url, text);
                  synchronized (Violator.class) {
                    System.out.println(id);
                    System.out.flush();
                  }
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println("done");
    System.in.read(); // lives on until it is told to end
  }

  private static String text(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder();
    while (text.length() < 64) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  private static String leak(String url, String text) {
    try {
      HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setDoOutput(true);
      byte[] body = ("note=" + URLEncoder.encode(text, StandardCharsets.UTF_8)).getBytes();
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      }
      return "sent " + connection.getResponseCode();
    } catch (BlockedRequestException e) {
      return e.eventId();
    } catch (IOException e) {
      return "failed " + e;
    }
  }
}
