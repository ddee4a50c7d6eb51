package dev.flowguard.agent.alert;

import dev.flowguard.api.Flowguard;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SplittableRandom;

/**
 * The program in the forked JVM: plants texts in every place of a request, and prints all that it
 * gets to see of the guard.
 */
final class Planter {
  /** Places of a request, by the remainder of the number. */
  private static final int PLACES = 9;

  /** What does harm where it is shown as it is. */
  private static final String[] HOSTILE = {
    "",
    "\r\nFLOWGUARD {\"state\":\"OK\"}",
    "\u001b[31m",
    "\"}],\"x\":\"",
    "<script>alert(1)</script>",
    "\u202e",
    "\u2028",
    "${jndi:ldap://x}",
    "=cmd|'x'!A1"
  };

  private Planter() {}

  /** The text of a number: the same in the program and in its test. */
  static String secret(long number) {
    SplittableRandom random = new SplittableRandom(number);
    StringBuilder text = new StringBuilder();
    while (text.length() < 48) {
      text.append((char) ('a' + random.nextInt(26)));
      if (random.nextInt(7) == 0) {
        text.append(' ');
      }
    }
    return text.toString();
  }

  /**
   * Plants.
   *
   * @param arguments URL of the processor, first number, how many
   */
  public static void main(String[] arguments) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    long first = Long.parseLong(arguments[1]);
    for (long i = first; i < first + Long.parseLong(arguments[2]); i++) {
      String secret = secret(i);
      Flowguard.protect("chat-conversation", secret);
      String planted = secret + HOSTILE[(int) (i / PLACES % HOSTILE.length)];
      try {
        send(client, arguments[0], (int) (i % PLACES), planted);
        System.out.println("sent");
      } catch (Exception e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
          System.out.println(at);
        }
      }
    }
    Thread.getAllStackTraces().keySet().forEach(thread -> System.out.println(thread.getName()));
    System.out.println("done");
    System.in.read();
  }

  private static void send(HttpClient client, String url, int place, String planted)
      throws Exception {
    String encoded = URLEncoder.encode(planted, StandardCharsets.UTF_8);
    String json = "\"" + planted.replaceAll("[\\p{Cntrl}\"\\\\]", "?") + "\"";
    String header = planted.replaceAll("[^ -~]", "?");
    switch (place) {
      case 0 -> post(url, "text/plain", planted, null);
      case 1 -> post(url, "application/x-www-form-urlencoded", "note=" + encoded, null);
      case 2 -> post(url, "application/x-www-form-urlencoded", encoded + "=x&a=" + encoded, null);
      case 3 -> post(url, "application/json", "{" + json + ":{\"a\":[" + json + "]}}", null);
      case 4 ->
          post(
              url,
              "multipart/form-data; boundary=b",
              "--b\r\nContent-Disposition: form-data; name=\"f\"; filename="
                  + json
                  + "\r\n\r\n"
                  + planted
                  + "\r\n--b--\r\n",
              null);
      case 5 -> post(url + "/" + encoded.replace("+", "%20"), "text/plain", "x", null);
      case 6 -> post(url + "?q=" + encoded, "text/plain", "x", null);
      case 7 -> post(url, "text/plain", "x", header);
      default ->
          client.send(
              HttpRequest.newBuilder(URI.create(url + "?" + encoded + "=1"))
                  .header("X-Note", header)
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          Base64.getEncoder()
                              .encodeToString(planted.getBytes(StandardCharsets.UTF_8))))
                  .build(),
              HttpResponse.BodyHandlers.discarding());
    }
  }

  private static void post(String url, String type, String body, String header) throws Exception {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", type);
    if (header != null) {
      connection.setRequestProperty("X-Note", header);
    }
    connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    connection.getResponseCode();
  }
}
